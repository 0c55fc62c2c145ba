import { posix } from 'node:path';
import type { ConnectionInfo, Target } from '../../target/types.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { quoteWords } from '../support/command.ts';
import { tool } from '../support/package/tool.ts';
import { type RsyncParams, rsyncArguments } from '../support/rsync.ts';

type Params = RsyncParams & {
  readonly src: string | null;
  readonly dest: string | null;
  readonly mode: 'push' | 'pull';
  readonly private_key: string | null;
  readonly dest_port: number | null;
  readonly rsync_path: string | null;
  readonly set_remote_user: boolean;
  readonly use_ssh_args: boolean;
  readonly ssh_connection_multiplexing: boolean;
  readonly verify_host: boolean;
};
type Ctx = ModuleContext<Params>;

const here = new Set(['localhost', '127.0.0.1', '::1']);
const daemon = (path: string): boolean => path.startsWith('rsync://');
const isHere = (info: ConnectionInfo): boolean => info.connection === 'local';

/** A path of the side that starts rsync: of the role's or play's files/ where it is relative; a final slash counts. */
async function ownPath(ctx: Ctx, path: string, onControl: boolean, run: Target): Promise<string> {
  if (daemon(path)) return path;
  if (path.startsWith('~')) return run.expand(path);
  if (path.startsWith('/') || !onControl) return path;
  const found = await ctx.files.find('files', path).catch(() => undefined);
  const full = found ?? posix.join(ctx.files.roleDir ?? ctx.files.baseDir, path);
  return path.endsWith('/') && !full.endsWith('/') ? `${full}/` : full;
}

/** A path on the other side, with user and host before it. */
function remotePath(p: Params, path: string, info: ConnectionInfo): string {
  if (daemon(path)) return path;
  const address = info.address.includes(':') ? `[${info.address}]` : info.address;
  const user = p.set_remote_user && info.user ? `${info.user}@` : '';
  return `${user}${address}:${path}`;
}

/** The remote shell, as rsync is told it: keys, port and checks of our connection. */
function remoteShell(p: Params, info: ConnectionInfo, delegated: boolean): string {
  const o = info.options;
  const key = p.private_key ?? (delegated ? undefined : info.privateKeyFile);
  const port = p.dest_port ?? info.port;
  const extra = p.use_ssh_args
    ? [o['ssh_args'], o['ssh_common_args'], o['ssh_extra_args']].filter((x) => x !== undefined && x !== '')
    : [];
  return [
    '/usr/bin/ssh',
    ...(p.ssh_connection_multiplexing ? [] : ['-S none']),
    ...(key ? [`-i ${quoteWords([key])}`] : []),
    ...(port ? [`-o Port=${port}`] : []),
    ...(p.verify_host ? [] : ['-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null']),
    ...extra,
  ].join(' ');
}

const flag = (description: string, value: boolean | null = null) =>
  ({ type: 'bool', ...(value === null ? {} : { default: value }), description }) as const;

export default defineModule<Params>({
  shortDescription: 'Copies trees by rsync between the control node and a host',
  description:
    'rsync runs on the control node (or the host that the task is delegated to) and reaches the host by the ssh program, with the settings of our connection. It cannot hand over a password: keys, and sudo without one.',
  source: 'https://docs.ansible.com/ansible/latest/collections/ansible/posix/synchronize_module.html',
  options: {
    archive: flag('recursive, links, perms, times, owner and group, and devices.', true),
    checksum: flag('Compares checksums instead of time and size.', false),
    compress: flag('Compresses what is sent.', true),
    copy_links: flag('Copies what links lead to.', false),
    delay_updates: flag('Puts all files in place at the end.', true),
    delete: flag('Removes at dest what src does not have, afterwards.', false),
    dest: { description: 'Where it goes (required).' },
    dest_port: { type: 'int', description: 'Port of ssh.' },
    dirs: flag('Directories without what is in them.', false),
    existing_only: flag('Makes no new files.', false),
    group: flag('Keeps the group; default as archive.'),
    link_dest: { type: 'list', elements: 'str', description: 'Trees to make hard links to.' },
    links: flag('Copies links as links; default as archive.'),
    mode: {
      default: 'push',
      choices: ['pull', 'push'],
      description: 'push sends to the host, pull fetches from it.',
    },
    owner: flag('Keeps the owner; default as archive.'),
    partial: flag('Keeps half files for the next try.', false),
    perms: flag('Keeps modes; default as archive.'),
    private_key: { type: 'path', noLog: false, description: 'Key of ssh.' },
    recursive: flag('Goes into directories; default as archive.'),
    rsync_opts: { type: 'list', elements: 'str', description: 'Further options, a word each.' },
    rsync_path: { description: 'The rsync of the host.' },
    rsync_timeout: { type: 'int', default: 0, description: 'Seconds without data after which it ends.' },
    set_remote_user: flag('Puts the user before the host.', true),
    src: { description: 'What is copied (required).' },
    ssh_connection_multiplexing: flag('Lets ssh share a connection that is there.', false),
    times: flag('Keeps times; default as archive.'),
    use_ssh_args: { ...flag('Takes ssh_args, ssh_common_args and ssh_extra_args.', false), unlisted: true },
    verify_host: flag('Checks the key of the host.', false),
  },
  supportsCheckMode: true,
  // Not opened unless rsync runs there: the host's own connection is ssh's.
  side: 'control',
  async run(ctx) {
    const { params: p, route } = ctx;
    if (!p.src || !p.dest)
      throw new ModuleFailure('synchronize requires both src and dest parameters are set', {
        changed: false,
      });
    if (route === undefined) throw new ModuleFailure('synchronize cannot run inside another module');
    const info = await route.inventoryHost();
    const delegate = route.delegate;
    if (
      !['ssh', 'smart', 'local', 'paramiko', 'paramiko_ssh', 'ssh2', 'openssh', 'docker'].includes(
        info.connection,
      )
    )
      throw new ModuleFailure(
        `synchronize uses rsync to function. rsync needs to connect to the remote host via ssh, docker client or a direct filesystem copy. This remote host is being accessed via ${info.connection} instead so it cannot work.`,
      );
    if (info.connection === 'docker')
      throw new ModuleFailure('synchronize to a container is not supported here: use copy');
    // The host itself: both paths are there, and rsync runs as the task's user.
    const same =
      delegate !== undefined ? delegate === ctx.target.host && delegate === infoName(ctx) : isHere(info);
    const onControl = delegate === undefined ? true : here.has(delegate);
    const run = same || !onControl ? ctx.target : await route.control();
    const one = daemon(p.src) || daemon(p.dest);
    const over = !same && !one;
    let src: string;
    let dest: string;
    if (p.mode === 'push') {
      src = await ownPath(ctx, p.src, onControl, run);
      dest = over ? remotePath(p, p.dest, info) : await ownPath(ctx, p.dest, onControl, run);
    } else {
      src = over ? remotePath(p, p.src, info) : await ownPath(ctx, p.src, onControl, run);
      dest = await ownPath(ctx, p.dest, onControl, run);
    }
    let rsyncPath = p.rsync_path;
    if (over && rsyncPath === null && info.become !== undefined) {
      if (info.become.method !== 'sudo')
        throw new ModuleFailure(
          `synchronize can become another user by sudo only, not by ${info.become.method}`,
        );
      rsyncPath = `sudo -u ${info.become.user} rsync`;
    }
    const local = ctx.vars.get('ansible_rsync_path');
    const wanted = local === undefined ? 'rsync' : String(await ctx.templar.template(local));
    const program = await run.which(wanted);
    if (program === undefined)
      throw new ModuleFailure(
        `Failed to find required executable "${wanted}" in paths: ${(await run.environment())['PATH'] ?? ''}`,
      );
    const argv = [
      program,
      ...rsyncArguments(p, {
        checkMode: ctx.checkMode,
        shell: over ? remoteShell(p, info, delegate !== undefined) : undefined,
        rsyncPath,
      }),
      src,
      dest,
    ];
    const cmd = argv.map(quoteWord).join(' ');
    const r = await tool(run, argv, { signal: ctx.signal });
    if (r.rc !== 0) throw new ModuleFailure(r.stderr, { changed: false, rc: r.rc, cmd });
    const changed = r.stdout.includes(mark);
    const out = r.stdout.replaceAll(mark, '');
    const lines = out.split('\n').filter((l) => l !== '');
    const result = { changed, msg: out, rc: r.rc, cmd, stdout_lines: lines };
    return ctx.diff ? { ...result, diff: { prepared: out } } : result;
  },
});

/** A word of the shown command: of an option only the value is quoted. */
function quoteWord(word: string): string {
  const option = /^(--(?:rsh|rsync-path|out-format|link-dest)=)(.*)$/s.exec(word);
  return option === null ? quoteWords([word]) : `${option[1]}${quoteWords([option[2]!])}`;
}

const mark = '<<CHANGED>>';
const infoName = (ctx: Ctx): string => String(ctx.vars.get('inventory_hostname') ?? '');
