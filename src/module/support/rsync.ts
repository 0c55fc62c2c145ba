/** Parameters of synchronize that become options of rsync. */
export interface RsyncParams {
  readonly archive: boolean;
  readonly checksum: boolean;
  readonly compress: boolean;
  readonly copy_links: boolean;
  readonly delay_updates: boolean;
  readonly delete: boolean;
  readonly dirs: boolean;
  readonly existing_only: boolean;
  readonly group: boolean | null;
  readonly link_dest: readonly string[] | null;
  readonly links: boolean | null;
  readonly owner: boolean | null;
  readonly partial: boolean;
  readonly perms: boolean | null;
  readonly recursive: boolean | null;
  readonly rsync_opts: readonly string[] | null;
  readonly rsync_timeout: number;
  readonly times: boolean | null;
}

export interface RsyncRoute {
  readonly checkMode: boolean;
  /** The remote shell; undefined where both sides are on one machine. */
  readonly shell: string | undefined;
  readonly rsyncPath: string | null;
}

const parts = ['recursive', 'links', 'perms', 'times', 'owner', 'group'] as const;

/** Options in the order of Ansible's command line (it is part of the result). */
export function rsyncArguments(p: RsyncParams, route: RsyncRoute): string[] {
  const out: string[] = [];
  const add = (on: boolean, ...words: string[]): void => {
    if (on) out.push(...words);
  };
  add(p.delay_updates, '--delay-updates', '-F');
  add(p.compress, '--compress');
  add(p.rsync_timeout > 0, `--timeout=${p.rsync_timeout}`);
  add(route.checkMode, '--dry-run');
  add(p.delete, '--delete-after');
  add(p.existing_only, '--existing');
  add(p.checksum, '--checksum');
  add(p.copy_links, '--copy-links');
  add(p.archive, '--archive');
  for (const part of parts) {
    // archive has them all: only what is turned off is said; without it only what is turned on
    if (p.archive) add(p[part] === false, `--no-${part}`);
    else add(p[part] === true, `--${part}`);
  }
  add(p.dirs, '--dirs');
  if (route.shell !== undefined) out.push(`--rsh=${route.shell}`);
  if (route.rsyncPath !== null) out.push(`--rsync-path=${route.rsyncPath}`);
  out.push(...(p.rsync_opts ?? []));
  add(p.partial, '--partial');
  if (p.link_dest !== null && p.link_dest.length > 0)
    out.push('-H', '-vv', ...p.link_dest.map((l) => `--link-dest=${l}`));
  out.push('--out-format=<<CHANGED>>%i %n%L');
  return out;
}
