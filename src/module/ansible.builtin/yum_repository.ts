import { posix } from 'node:path';
import type { OptionSpec } from '../define.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { applyFileAttributes, type FileCommonParams } from '../support/file-attributes.ts';
import { readText, writeText } from '../support/text-file.ts';

type Scalar = string | boolean | number | readonly string[] | null;
interface Params extends FileCommonParams {
  readonly name: string;
  readonly description: string | null;
  readonly file: string | null;
  readonly reposdir: string;
  readonly params: ReadonlyMap<unknown, unknown> | null;
  readonly state: 'absent' | 'present';
  readonly [option: string]: unknown;
}

const text = (description: string): OptionSpec => ({ description });
const flag = (description: string): OptionSpec => ({ type: 'bool', description });
const list = (description: string, aliases: readonly string[] = []): OptionSpec => ({
  type: 'list',
  elements: 'str',
  aliases,
  description,
});

/** Options that become keys of the repository's section. */
const keys: Readonly<Record<string, OptionSpec>> = {
  async: flag('Fetches metadata in the background.'),
  bandwidth: text('Bandwidth that may be used, in bytes a second.'),
  baseurl: list('URLs of the directory that holds repodata.'),
  cost: text('Cost of access; cheaper repositories are taken first.'),
  deltarpm_metadata_percentage: text('Size limit of delta metadata, in percent.'),
  deltarpm_percentage: text('Size limit of deltas, in percent.'),
  enabled: flag('Whether the repository is used.'),
  enablegroups: flag('Whether its groups are used.'),
  exclude: list('Packages to leave out.'),
  failovermethod: { choices: ['roundrobin', 'priority'], description: 'How one of several URLs is chosen.' },
  gpgcakey: text('URL of the key of the authority.'),
  gpgcheck: flag('Whether signatures of packages are checked.'),
  gpgkey: list('URLs of the keys.'),
  http_caching: { choices: ['all', 'packages', 'none'], description: 'What upstream caches may keep.' },
  include: text('A further file of configuration.'),
  includepkgs: list('The only packages that may be taken.'),
  ip_resolve: { choices: ['4', '6', 'IPv4', 'IPv6', 'whatever'], description: 'Protocol of addresses.' },
  keepalive: flag('Whether connections are kept.'),
  keepcache: { choices: ['0', '1'], description: 'Whether fetched packages are kept.' },
  metadata_expire: text('Time for which metadata is good.'),
  metadata_expire_filter: {
    choices: ['never', 'read-only:past', 'read-only:present', 'read-only:future'],
    description: 'For which commands that time counts.',
  },
  metalink: text('URL of a metalink file.'),
  mirrorlist: text('URL of a list of mirrors.'),
  mirrorlist_expire: text('Time for which that list is good.'),
  module_hotfixes: flag('Turns the filter of modules off.'),
  password: { noLog: true, description: 'Password of the proxy or repository.' },
  priority: text('Priority, 1 to 99.'),
  protect: flag('Protects its packages from updates by others.'),
  proxy: text('URL of the proxy; _none_ for none.'),
  proxy_password: { noLog: true, description: 'Password of the proxy.' },
  proxy_username: text('User of the proxy.'),
  repo_gpgcheck: flag('Whether signatures of metadata are checked.'),
  retries: text('How often a file is tried.'),
  s3_enabled: flag('For repositories in S3.'),
  skip_if_unavailable: flag('Goes on where it cannot be reached.'),
  ssl_check_cert_permissions: flag('Checks permissions of certificate files.'),
  sslcacert: { aliases: ['ca_cert'], description: 'Directory of authorities.' },
  sslclientcert: { aliases: ['client_cert'], description: 'Client certificate.' },
  sslclientkey: { aliases: ['client_key'], noLog: false, description: 'Key of the client certificate.' },
  sslverify: { type: 'bool', aliases: ['validate_certs'], description: 'Checks certificates.' },
  throttle: text('Bandwidth limit.'),
  timeout: text('Seconds to wait for a connection.'),
  ui_repoid_vars: text('Variables shown beside the name.'),
  username: text('User of the repository.'),
};

/** Lists that stand in one line; the others take a line for each value. */
const inOneLine = new Set(['exclude', 'includepkgs']);

function shown(name: string, value: Scalar): string | undefined {
  if (value === null) return undefined;
  if (typeof value === 'boolean') return value ? '1' : '0';
  if (Array.isArray(value))
    return value.length === 0 ? undefined : value.join(inOneLine.has(name) ? ' ' : '\n\t');
  return String(value);
}

interface Section {
  readonly name: string;
  readonly entries: Array<[string, string]>;
}

function parseSections(content: string): Section[] {
  const out: Section[] = [];
  for (const line of content.split('\n')) {
    const head = /^\[(.+)\]\s*$/.exec(line);
    const now = out.at(-1);
    const pair = /^([^\s#;=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line);
    if (head !== null) out.push({ name: head[1]!, entries: [] });
    else if (now !== undefined && /^\s+\S/.test(line) && now.entries.length > 0)
      now.entries.at(-1)![1] += `\n\t${line.trim()}`;
    else if (now !== undefined && pair !== null) now.entries.push([pair[1]!.toLowerCase(), pair[2]!]);
  }
  return out;
}

/** Sections as yum's Python writes them: sorted keys, a blank line after each section. */
const render = (sections: readonly Section[]): string =>
  sections
    .map(
      (s) =>
        `[${s.name}]\n${[...s.entries]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([k, v]) => `${k} = ${v}\n`)
          .join('')}\n`,
    )
    .join('');

export default defineModule<Params>({
  shortDescription: 'Manages repositories of yum and dnf',
  description: 'Writes and removes sections of files in /etc/yum.repos.d.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/yum_repository_module.html',
  options: {
    ...keys,
    name: { required: true, description: 'Id of the repository.' },
    description: { description: 'Its name, as shown.' },
    file: { description: 'Name of the file without .repo; default is the id.' },
    params: { type: 'dict', description: 'Refused since Ansible 2.5.' },
    reposdir: { type: 'path', default: '/etc/yum.repos.d', description: 'Directory of the files.' },
    state: { default: 'present', choices: ['present', 'absent'], description: 'Whether it is there.' },
  },
  fileCommonArgs: true,
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    if (p.params !== null && p.params.size > 0)
      throw new ModuleFailure(
        "The params option to yum_repository was removed in Ansible 2.5 since it circumvents Ansible's option handling",
      );
    const given = Object.fromEntries(Object.keys(keys).map((k) => [k, shown(k, (p[k] ?? null) as Scalar)]));
    if (p.state === 'present') {
      if (
        given['baseurl'] === undefined &&
        given['mirrorlist'] === undefined &&
        given['metalink'] === undefined
      )
        throw new ModuleFailure("Parameter 'baseurl', 'metalink' or 'mirrorlist' is required.");
      if (p.description === null) throw new ModuleFailure("Parameter 'description' is required.");
    }
    if ((await target.stat(p.reposdir)) === undefined)
      throw new ModuleFailure("Repo directory '" + p.reposdir + "' does not exist.");
    const path = posix.join(p.reposdir, `${p.file ?? p.name}.repo`);
    // the real one renames its parameters while it works
    const shownAs = {
      description: undefined,
      baseurl: p['baseurl'] === null ? null : given['baseurl']?.replaceAll('\n\t', '\n'),
      gpgkey: p['gpgkey'] === null ? null : given['gpgkey']?.replaceAll('\n\t', '\n'),
      repoid: p.name,
      name: p.description,
      file: p.file ?? p.name,
      dest: path,
    };
    for (const [k, v] of Object.entries(shownAs)) ctx.showArgument?.(k, v);
    const before = await readText(target, path);
    const sections = parseSections(before).filter((s) => s.name !== p.name);
    if (p.state === 'present') {
      const entries = Object.entries({ ...given, name: p.description ?? undefined }).filter(
        (e): e is [string, string] => e[1] !== undefined,
      );
      sections.push({ name: p.name, entries });
    }
    const after = render(sections);
    // Only the contents count: a section that is written anew moves to the end.
    const sorted = (list: readonly Section[]): string =>
      render([...list].sort((a, b) => (a.name < b.name ? -1 : 1)));
    let changed = sorted(parseSections(before)) !== sorted(sections);
    if (changed && !checkMode) {
      if (sections.length === 0) await target.unlink(path);
      else await writeText(target, path, after, 0o644);
    }
    if (p.state === 'present' && !(checkMode && before === ''))
      changed = (await applyFileAttributes(ctx as ModuleContext<never>, p, path)) || changed;
    return {
      changed,
      repo: p.name,
      state: p.state,
      diff: {
        before_header: path,
        before: sorted(parseSections(before)).replaceAll('\n\t', '\n'),
        after_header: path,
        after: sorted(sections).replaceAll('\n\t', '\n'),
      },
    };
  },
});
