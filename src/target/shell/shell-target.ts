import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import { attempt, codeInText, errnoText } from '../errno.ts';
import { byCodePoint } from '../order.ts';
import {
  type ExecOptions,
  type ExecResult,
  type FileStat,
  type HashAlgorithm,
  type MoveOptions,
  type PlaceManyRequest,
  type PlaceRequest,
  type Target,
  TargetError,
  type WriteOptions,
} from '../types.ts';
import type { ChannelOpener } from './channel.ts';
import { commandScript, inlineInput, killScript, signalOf } from './command.ts';
import { hashFiles } from './hash.ts';
import { hasHoles, inputTo, placeScript } from './place.ts';
import { placeManyScript } from './place-many.ts';
import { SessionPool } from './pool.ts';
import { printBytes, quote, quotePath } from './quote.ts';
import { plainReceiver, sparseReceiver } from './receive.ts';
import { Recent } from './recent.ts';
import type { RunOptions, RunResult, ShellSession } from './session.ts';
import { parseLinks, parseStats, parseTree, statScript } from './stat.ts';
import { tarStream } from './tar.ts';

export interface ShellTargetOptions {
  readonly host: string;
  readonly user: string;
  readonly opener: ChannelOpener;
  /** Where temporary directories go; `~` and variables are those of the host. Default `~/.ansible/tmp`. */
  readonly remoteTmp?: string | undefined;
  /** How many sessions may run at once. */
  readonly sessions?: number | undefined;
}

/** What all views (other environments) of one target share. */
interface Shared {
  readonly pool: SessionPool;
  readonly temporary: Set<string>;
  environment: Promise<Readonly<Record<string, string>>> | undefined;
  tempBase: Promise<string> | undefined;
  sessionDir: Promise<string> | undefined;
  readonly recent: Recent;
}

/** A host behind a POSIX shell, over whatever channels the opener gives. */
export class ShellTarget implements Target {
  readonly kind = 'shell';
  readonly host: string;
  readonly user: string;
  readonly #options: ShellTargetOptions;
  readonly #shared: Shared;
  readonly #env: Readonly<Record<string, string>>;

  constructor(options: ShellTargetOptions, env: Readonly<Record<string, string>> = {}, shared?: Shared) {
    this.host = options.host;
    this.user = options.user;
    this.#options = options;
    this.#env = env;
    this.#shared = shared ?? {
      pool: new SessionPool(options.opener, options.host, options.sessions),
      temporary: new Set(),
      environment: undefined,
      tempBase: undefined,
      sessionDir: undefined,
      recent: new Recent(),
    };
  }

  /** One question: its text runs with messages in English; a failure is told by the errno that stderr names. */
  async #op(op: string, path: string, script: string, options?: RunOptions): Promise<RunResult> {
    const result = await this.#shared.pool.run(`( LC_ALL=C; export LC_ALL\n${script}\n) </dev/null`, options);
    if (result.rc !== 0) throw failure(op, path, result);
    return result;
  }

  /** A question that is answered at once. */
  #ask(script: string): Promise<RunResult> {
    return this.#shared.pool.run(script, { quick: true });
  }

  /** What is not a question: nothing that was seen before counts while and after it runs. */
  async #changing<T>(run: () => Promise<T>): Promise<T> {
    this.#shared.recent.begin();
    try {
      return await run();
    } finally {
      this.#shared.recent.end();
    }
  }

  /** A change; it brings back what then lies at `look`. */
  async #change(op: string, path: string, script: string, look?: string): Promise<void> {
    const result = await this.#changing(() =>
      this.#shared.pool.run(
        `( LC_ALL=C; export LC_ALL\n${script}\n) </dev/null${look === undefined ? '' : ` && _ats_ls ${quotePath(look)}`}`,
        { quick: true },
      ),
    );
    if (result.rc !== 0) throw failure(op, path, result);
    if (look !== undefined) this.#seen(look, result);
  }

  #seen(path: string, result: RunResult): void {
    const stat = parseStats(result.stdout, [path])[0];
    if (stat !== undefined) this.#shared.recent.note(path, stat);
  }

  /** A new task begins: what was seen in the one before counts no longer. */
  forget(): void {
    this.#shared.recent.forget();
  }

  /** Opens the first session; an unreachable host or a refused become is told here. */
  async connect(): Promise<void> {
    if (this.#options.opener.certain) await this.#shared.pool.warm();
    else await this.#ask(':');
  }

  async exec(argv: readonly string[], options: ExecOptions = {}): Promise<ExecResult> {
    const refusal = randomBytes(16).toString('hex');
    const { stdin } = options;
    const bytes = stdin === undefined ? undefined : typeof stdin === 'string' ? Buffer.from(stdin) : stdin;
    const alone = bytes !== undefined && bytes.length > inlineInput;
    const input = bytes === undefined ? 'none' : alone ? 'session' : printBytes(bytes);
    const script = commandScript(argv, this.#env, options, refusal, input);
    if (options.signal?.aborted)
      return { rc: 143, signal: 'SIGTERM', stdout: Buffer.alloc(0), stderr: Buffer.alloc(0) };
    const guard = new Guard(this.#options.opener, this.host, options);
    const run: RunOptions = {
      onStdout: options.onStdout,
      onStderr: options.onStderr,
      discard: options.discard,
      limit: options.limit,
      input: alone ? bytes : undefined,
      quick: options.quick,
    };
    try {
      const start = (s: ShellSession): void => guard.watch(s);
      const carry = (): Promise<RunResult> =>
        alone ? this.#shared.pool.runAlone(script, run, start) : this.#shared.pool.run(script, run, start);
      const result = options.quick ? await carry() : await this.#changing(carry);
      const { rc, stdout, stderr } = result;
      if (
        rc === 1 &&
        options.cwd !== undefined &&
        stdout.length < 64 &&
        stdout.toString('latin1').startsWith(`${refusal} `)
      )
        throw new TargetError(stdout.toString('latin1').slice(33), 'chdir', options.cwd);
      return {
        rc,
        signal: signalOf(rc),
        ...(guard.timedOut ? { timedOut: true } : {}),
        ...(result.truncated ? { truncated: true } : {}),
        stdout,
        stderr,
      };
    } catch (error) {
      if (!guard.killed) throw error;
      return {
        rc: 137,
        signal: 'SIGKILL',
        timedOut: guard.timedOut,
        stdout: Buffer.alloc(0),
        stderr: Buffer.alloc(0),
      };
    } finally {
      guard.end();
    }
  }

  shell(
    command: string,
    options: ExecOptions & { readonly executable?: string | undefined } = {},
  ): Promise<ExecResult> {
    return this.exec([options.executable ?? '/bin/sh', '-c', command], options);
  }

  async which(program: string, extra: readonly string[] = []): Promise<string | undefined> {
    if (program.includes('/')) {
      const p = quotePath(program);
      return (await this.#ask(`[ -f ${p} ] && [ -x ${p} ]`)).rc === 0 ? program : undefined;
    }
    const path = this.#env['PATH'] === undefined ? '"$PATH"' : quote(this.#env['PATH']);
    const result = await this.#ask(
      `( set -f; p=${path}; IFS=:; set -- $p ${extra.map(quote).join(' ')}; n=${quote(program)}
for d; do [ -f "\${d:-.}/$n" ] && [ -x "\${d:-.}/$n" ] && { printf %s "\${d:-.}/$n"; exit 0; }; done; exit 1 )`,
    );
    return result.rc === 0 ? result.stdout.toString() : undefined;
  }

  async expand(path: string): Promise<string> {
    let out = path;
    if (path.includes('$')) {
      const env = await this.environment();
      out = path.replace(
        /\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})/g,
        (all, a?: string, b?: string) => env[a ?? b ?? ''] ?? all,
      );
    }
    if (!out.startsWith('~')) return out;
    const slash = out.indexOf('/');
    const name = out.slice(1, slash < 0 ? undefined : slash);
    const home =
      name === ''
        ? ((await this.environment())['HOME'] ?? (await this.#account('passwd', this.user))?.[5])
        : (await this.#account('passwd', name))?.[5];
    if (home === undefined) return path;
    return home.replace(/\/+$/, '') + (slash < 0 ? '' : out.slice(slash)) || '/';
  }

  async realpath(path: string): Promise<string> {
    // what is missing has no links: only the part that exists is asked for
    const result = await this.#op(
      'realpath',
      path,
      `p=${quotePath(path)}; case $p in /*) ;; *) p=$PWD/$p ;; esac; t= n=0
while :; do
  while [ -L "$p" ] && [ ! -e "$p" ] && [ $n -lt 40 ]; do
    n=$((n + 1)); l=$(readlink -n "$p" && printf x); l=\${l%x}
    case $l in /*) q=$l ;; *) q=\${p%/*}/$l ;; esac
    [ "$q" = "$p" ] && break; p=$q
  done
  r=$(readlink -n -f "$p" 2>/dev/null && printf x) && { r=\${r%x}; break; }
  while :; do case $p in ?*/) p=\${p%/} ;; *) break ;; esac; done
  [ "$p" = / ] && { r=/; break; }
  t=/\${p##*/}$t; p=\${p%/*}; p=\${p:-/}
done
printf '%s\\0%s' "$r" "$t"`,
    );
    const [base = '/', tail = ''] = result.stdout.toString().split('\0');
    const parts = base.split('/').filter(Boolean);
    for (const part of tail.split('/')) {
      if (part === '..') parts.pop();
      else if (part !== '' && part !== '.') parts.push(part);
    }
    return `/${parts.join('/')}`;
  }

  async stat(path: string, options?: { readonly follow?: boolean }): Promise<FileStat | undefined> {
    const follow = options?.follow ?? true;
    const known = this.#shared.recent.get(path, follow);
    if (known !== undefined) return known.stat;
    const result = await this.#ask(`_ats_fmt; ( LC_ALL=C; export LC_ALL\n${statScript([path], follow)} )`);
    const found = parseStats(result.stdout, [path])[0];
    if (found === undefined) {
      const code = codeInText(result.stderr.toString());
      if (code !== undefined && code !== 'ENOENT') throw new TargetError(code, 'stat', path);
      if (code === undefined && result.stderr.length > 0) throw failure('stat', path, result);
    }
    if (!follow) this.#shared.recent.note(path, found);
    return found;
  }

  async statMany(
    paths: readonly string[],
    options?: { readonly follow?: boolean },
  ): Promise<Array<FileStat | undefined>> {
    if (paths.length === 0) return [];
    const result = await this.#ask(`_ats_fmt; ( ${statScript(paths, options?.follow ?? true)} ) 2>/dev/null`);
    return parseStats(result.stdout, paths);
  }

  async access(path: string): Promise<{ read: boolean; write: boolean; execute: boolean }> {
    const p = quotePath(path);
    const { stdout } = await this.#ask(`for o in r w x; do if [ -$o ${p} ]; then printf $o; fi; done`);
    const said = stdout.toString();
    return { read: said.includes('r'), write: said.includes('w'), execute: said.includes('x') };
  }

  async list(path: string): Promise<string[]> {
    const p = quotePath(path);
    const { stdout } = await this.#op(
      'listdir',
      path,
      `d=${p}; [ -d "$d" ] && [ -r "$d" ] && [ -x "$d" ] || { ls "$d/" >/dev/null; exit; }
for f in "$d"/* "$d"/.[!.]* "$d"/..?*; do _ats_there "$f" && printf '%s\\0' "\${f##*/}"; done; :`,
    );
    return stdout.toString().split('\0').slice(0, -1).sort(byCodePoint);
  }

  async walk(
    path: string,
    options?: { readonly follow?: boolean; readonly maxDepth?: number },
  ): Promise<FileStat[]> {
    const marker = randomBytes(12).toString('hex');
    const top = path.startsWith('/') ? path : path === '' ? './' : `./${path}`;
    const base = top.replace(/\/+$/, '');
    const depth =
      options?.maxDepth === undefined || !Number.isFinite(options.maxDepth)
        ? ''
        : ` -maxdepth ${options.maxDepth}`;
    const at = `${quote(`${base}/`)} -mindepth 1${depth}`;
    const links = `-type l -exec sh -c 'for p; do printf "%s\\0" "$p"; readlink -n "$p"; printf "\\0"; done' sh {} +`;
    const L = options?.follow ? ' -L' : '';
    const { stdout } = await this.#op(
      'walk',
      path,
      `[ -d ${quote(`${base}/`)} ] && [ -r ${quote(`${base}/`)} ] || { ls ${quote(`${base}/`)} >/dev/null; exit; }
_ats_fmt; m=${marker}
find${L} ${at} -exec stat${L} -c "$m$_ats_f%n" {} + 2>/dev/null
${options?.follow ? `find -L ${at} -type l -exec stat -c "$m$_ats_f%n" {} + 2>/dev/null` : ''}
printf '\\0'; find${L} ${at} ${links} 2>/dev/null; :`,
    );
    const text = stdout.toString();
    const split = text.indexOf('\0');
    const found = parseTree(text.slice(0, split), marker, parseLinks(text.slice(split + 1)));
    // find names what lies below "top/" as "top/x"; dangling links come twice when links are followed
    const byPath = new Map(found.map((s) => [s.path, s]));
    const cut = path.startsWith('/') ? 0 : 2;
    return [...byPath.values()]
      .map((s) => ({ s, parts: s.path.slice(base.length).split('/') }))
      .sort((a, b) => byParts(a.parts, b.parts))
      .map(({ s }) => ({ ...s, path: s.path.slice(cut) }));
  }

  async hash(path: string, algorithm: HashAlgorithm): Promise<string> {
    const [hash] = await this.#hash([path], algorithm, true);
    if (hash === undefined) throw new TargetError('ENOENT', 'open', path);
    return hash;
  }

  hashMany(paths: readonly string[], algorithm: HashAlgorithm): Promise<Array<string | undefined>> {
    return this.#hash(paths, algorithm, false);
  }

  #hash(
    paths: readonly string[],
    algorithm: HashAlgorithm,
    strict: boolean,
  ): Promise<Array<string | undefined>> {
    return hashFiles(paths, algorithm, strict, {
      run: (script) => this.#shared.pool.run(`( LC_ALL=C; export LC_ALL\n${script}\n) </dev/null`),
      fail: (path, result) => failure('open', path, result),
      stream: (path, take) => this.#stream(path, take),
    });
  }

  async readFile(path: string): Promise<Buffer> {
    const mark = randomBytes(16).toString('hex');
    const p = quotePath(path);
    const result = await this.#shared.pool.run(
      `( LC_ALL=C; export LC_ALL\ncat ${p}\n) </dev/null && { printf %s ${mark}; _ats_ls ${p}; }`,
    );
    const { stdout } = result;
    const end = stdout.lastIndexOf(mark);
    if (result.rc !== 0 || end < 0) throw failure('open', path, result);
    this.#seen(path, { ...result, stdout: stdout.subarray(end + mark.length) });
    return stdout.subarray(0, end);
  }

  async writeFile(path: string, data: string | Uint8Array, options?: WriteOptions): Promise<void> {
    await this.#write(path, typeof data === 'string' ? Buffer.from(data) : data, options?.mode ?? 0o600, '>');
  }

  async appendFile(path: string, data: string | Uint8Array): Promise<void> {
    await this.#write(path, typeof data === 'string' ? Buffer.from(data) : data, 0o600, '>>');
  }

  async upload(localPath: string, path: string, options?: WriteOptions): Promise<void> {
    attempt('open', localPath, () => closeSync(openSync(localPath, 'r')));
    await this.#write(path, { file: localPath }, options?.mode ?? 0o600, '>');
  }

  /** A new file gets its mode before its first byte; small contents travel in the script, others on a channel of their own. */
  async #write(
    path: string,
    data: Uint8Array | { file: string },
    mode: number,
    redirect: '>' | '>>',
  ): Promise<void> {
    const p = quotePath(path);
    const create = `[ -e ${p} ] || ( umask ${(0o777 & ~mode).toString(8).padStart(4, '0')}; set -C; : >${p} )${
      mode & ~0o666 ? ` && chmod ${octal(mode)} ${p}` : ''
    } || exit`;
    const isDirectory = `[ -d ${p} ] && { _ats_no ${p} 'Is a directory'; exit; }`;
    if (data instanceof Uint8Array && data.length <= inlineInput) {
      await this.#change('open', path, `${isDirectory}\n${create}\n{ ${printBytes(data)}; } ${redirect}${p}`);
      return;
    }
    const sparse = redirect === '>' && !(data instanceof Uint8Array) && hasHoles(data.file);
    const fill = redirect === '>' ? inputTo(p, sparse) : `cat >>${p}`;
    const script = `( LC_ALL=C; export LC_ALL\n${isDirectory}\n${create}\n${fill} )`;
    const result = await this.#changing(() => this.#shared.pool.runAlone(script, { input: data }));
    if (result.rc !== 0) throw failure('open', path, result);
  }

  async download(path: string, localPath: string): Promise<void> {
    // nothing is made here before the far side is known to be readable
    const p = quotePath(path);
    const { stdout } = await this.#op(
      'open',
      path,
      `[ -d ${p} ] && { _ats_no ${p} 'Is a directory'; exit; }\n: <${p} && stat -L -c '%b %B %s' ${p}`,
    );
    const [blocks = 0, unit = 0, size = 0] = stdout.toString().split(' ').map(Number);
    const holes = blocks * unit + (1 << 16) < size;
    const receiver = holes ? sparseReceiver(localPath) : plainReceiver(localPath);
    try {
      await this.#stream(path, (chunk) => receiver.take(chunk));
    } catch (error) {
      await receiver.end().catch(() => undefined);
      throw error;
    }
    await receiver.end();
  }

  /** A file's bytes as they come, not kept. */
  async #stream(path: string, take: (chunk: Uint8Array) => void | Promise<void>): Promise<void> {
    await this.#op('open', path, `cat ${quotePath(path)}`, { discard: true, onStdout: take });
  }

  async #base(): Promise<string> {
    this.#shared.tempBase ??= (async () => {
      const wanted = await this.expand(this.#options.remoteTmp ?? '~/.ansible/tmp');
      const made = await this.#shared.pool.run(
        `( umask 077; mkdir -p ${quotePath(wanted)} 2>/dev/null; [ -d ${quotePath(wanted)} ] && [ -w ${quotePath(wanted)} ] )`,
      );
      return made.rc === 0 ? wanted : ((await this.environment())['TMPDIR'] ?? '/tmp');
    })();
    this.#shared.tempBase.catch(() => {
      this.#shared.tempBase = undefined;
    });
    return this.#shared.tempBase;
  }

  async tempDir(options?: { readonly dir?: string; readonly prefix?: string }): Promise<string> {
    const base = options?.dir ?? (await this.#base());
    const path = `${base.replace(/\/+$/, '')}/${options?.prefix ?? 'ansible-tmp-'}${randomBytes(9).toString('hex')}`;
    await this.#keep('mkdtemp', path, `( LC_ALL=C; export LC_ALL; umask 077; mkdir ${quotePath(path)} )`);
    return path;
  }

  async tempFile(options?: {
    readonly beside?: string;
    readonly prefix?: string;
    readonly suffix?: string;
  }): Promise<string> {
    const random = randomBytes(6).toString('hex');
    if (options?.beside === undefined) {
      this.#shared.sessionDir ??= this.tempDir();
      const path = `${await this.#shared.sessionDir}/${options?.prefix ?? 'tmp'}${random}${options?.suffix ?? ''}`;
      await this.#op('open', path, `( umask 077; set -C; : >${quotePath(path)} )`);
      return path;
    }
    const tail = options.suffix ?? basename(options.beside).slice(0, 60);
    const path = `${dirname(options.beside).replace(/\/$/, '')}/${options.prefix ?? '.ansible_tmp'}${random}${tail}`;
    await this.#keep('open', path, `( LC_ALL=C; export LC_ALL; umask 077; set -C; : >${quotePath(path)} )`);
    return path;
  }

  /** Makes something temporary and has the shell's trap remember it. */
  async #keep(op: string, path: string, script: string): Promise<void> {
    const result = await this.#changing(() =>
      this.#shared.pool.run(`${script} </dev/null && _ats_tmp="$_ats_tmp "${quote(quotePath(path))}`, {
        quick: true,
      }),
    );
    if (result.rc !== 0) throw failure(op, path, result);
    this.#shared.temporary.add(path);
  }

  async move(from: string, to: string, options?: MoveOptions): Promise<void> {
    const beside = `.ansible_tmp${randomBytes(4).toString('hex')}${basename(to).slice(0, 60)}`;
    const result = await this.#changing(() =>
      this.#shared.pool.run(
        `( LC_ALL=C; export LC_ALL; _ats_mv ${quotePath(from)} ${quotePath(to)} ${options?.unsafeWrites ? 1 : "''"} ${quote(beside)} ) </dev/null && _ats_ls ${quotePath(to)}`,
      ),
    );
    if (result.rc !== 0) throw moveFailure(from, to, result);
    this.#seen(to, result);
    this.#shared.temporary.delete(from);
  }

  async place(to: string, request: PlaceRequest): Promise<void> {
    const { data } = request;
    if (!(data instanceof Uint8Array)) attempt('open', data.file, () => closeSync(openSync(data.file, 'r')));
    const small = data instanceof Uint8Array && data.length <= inlineInput;
    const look = ` && _ats_ls ${quotePath(to)}`;
    const result = await this.#changing(() =>
      small
        ? this.#shared.pool.run(`${placeScript(to, data, request, false)} </dev/null${look}`, { quick: true })
        : this.#shared.pool.runAlone(
            `${placeScript(to, undefined, request, !(data instanceof Uint8Array) && hasHoles(data.file))}${look}`,
            { input: data },
          ),
    );
    if (result.rc === 0) {
      this.#seen(to, result);
      return;
    }
    const step = result.stdout.toString();
    if (step !== 'temp' && step !== 'write') throw moveFailure(to, to, result);
    const { code, message } = failure('open', to, result) as TargetError;
    throw new TargetError(code ?? 'EIO', 'open', to, message, step);
  }

  async placeMany(request: PlaceManyRequest): Promise<boolean> {
    const { script, entries } = placeManyScript(request);
    const result = await this.#changing(() =>
      entries.length === 0
        ? this.#shared.pool.run(`${script} </dev/null`)
        : this.#shared.pool.runAlone(script, { input: { chunks: () => tarStream(entries) } }),
    );
    if (result.rc !== 0)
      notices().verbose(3, `not in one stream: ${result.stderr.toString().trim()}`, this.host);
    return result.rc === 0;
  }

  async rename(from: string, to: string): Promise<void> {
    await this.#change('rename', from, `_ats_ren ${quotePath(from)} ${quotePath(to)}`);
    this.#shared.temporary.delete(from);
  }

  async copyFile(from: string, to: string): Promise<void> {
    const [f, t] = [quotePath(from), quotePath(to)];
    await this.#change(
      'copy',
      from,
      `for d in ${f} ${t}; do [ -d "$d" ] && { _ats_no "$d" 'Is a directory'; exit; }; done\ncp -p ${f} ${t}`,
    );
  }

  async mkdir(path: string, options?: { readonly mode?: number; readonly parents?: boolean }): Promise<void> {
    const p = quotePath(path);
    const mode = options?.mode === undefined ? '' : ` && chmod ${octal(options.mode)} ${p}`;
    await this.#change(
      'mkdir',
      path,
      options?.parents ? `[ -d ${p} ] || { mkdir -p ${p}${mode}; }` : `mkdir ${p}${mode}`,
      path,
    );
  }

  async symlink(targetText: string, path: string): Promise<void> {
    const p = quotePath(path);
    await this.#change(
      'symlink',
      path,
      `_ats_there ${p} && { _ats_no ${p} 'File exists'; exit; }\nln -s -- ${quote(targetText)} ${p}`,
      path,
    );
  }

  async link(existing: string, path: string): Promise<void> {
    const p = quotePath(path);
    await this.#change(
      'link',
      path,
      `_ats_there ${p} && { _ats_no ${p} 'File exists'; exit; }\nln ${quotePath(existing)} ${p}`,
    );
  }

  async unlink(path: string): Promise<void> {
    const p = quotePath(path);
    await this.#change(
      'unlink',
      path,
      `[ -d ${p} ] && [ ! -L ${p} ] && { _ats_no ${p} 'Is a directory'; exit; }\n_ats_there ${p} || { ls -d ${p} >/dev/null; exit 1; }\nrm -f ${p}`,
    );
    this.#shared.temporary.delete(path);
  }

  async rmdir(path: string): Promise<void> {
    await this.#change('rmdir', path, `rmdir ${quotePath(path)}`);
    this.#shared.temporary.delete(path);
  }

  async removeTree(path: string): Promise<void> {
    await this.#change('rmtree', path, `rm -rf ${quotePath(path)}`);
    this.#shared.temporary.delete(path);
  }

  async chmod(path: string, mode: number, options?: { readonly follow?: boolean }): Promise<void> {
    const p = quotePath(path);
    await this.#change(
      'chmod',
      path,
      `${options?.follow === false ? `[ -L ${p} ] && exit 0\n` : ''}chmod ${octal(mode)} ${p}`,
      path,
    );
  }

  async chown(
    path: string,
    uid: number | undefined,
    gid: number | undefined,
    options?: { readonly follow?: boolean },
  ): Promise<void> {
    if (uid === undefined && gid === undefined) return;
    const who = `${uid ?? ''}${gid === undefined ? '' : `:${gid}`}`;
    await this.#change(
      'chown',
      path,
      `chown ${options?.follow === false ? '-h ' : ''}${who} ${quotePath(path)}`,
      path,
    );
  }

  async utimes(path: string, atime: number | undefined, mtime: number | undefined): Promise<void> {
    const p = quotePath(path);
    const touch = (flag: string, time: number | undefined): string =>
      time === undefined
        ? ''
        : `touch -c ${flag} -d ${isoTime(time)} ${p} 2>/dev/null || TZ=UTC0 touch -c ${flag} -t ${posixTime(time)} ${p} || exit\n`;
    await this.#change(
      'utime',
      path,
      `[ -e ${p} ] || { ls -Ld ${p} >/dev/null; exit 1; }\n${touch('-a', atime)}${touch('-m', mtime)}`,
    );
  }

  /** Fields of an account's line, from the directory services where getent is there, else from the file. */
  async #account(database: 'passwd' | 'group', name: string): Promise<string[] | undefined> {
    const result = await this.#ask(
      `( n=${quote(name)}; getent ${database} -- "$n" 2>/dev/null && exit
while IFS= read -r l; do case $l in "$n":*) printf '%s\\n' "$l"; exit 0 ;; esac; done </etc/${database}; exit 1 ) </dev/null`,
    );
    const line = result.stdout.toString().split('\n')[0] ?? '';
    return result.rc === 0 && line.startsWith(`${name}:`) ? line.split(':') : undefined;
  }

  async userId(name: string): Promise<number | undefined> {
    const line = await this.#account('passwd', name);
    return line === undefined ? undefined : Number(line[2]);
  }

  async groupId(name: string): Promise<number | undefined> {
    const line = await this.#account('group', name);
    return line === undefined ? undefined : Number(line[2]);
  }

  async environment(): Promise<Readonly<Record<string, string>>> {
    this.#shared.environment ??= this.#shared.pool
      .run('if [ -r /proc/self/environ ]; then cat /proc/self/environ; else env; fi </dev/null', {
        quick: true,
      })
      .then(({ stdout }) => {
        const text = stdout.toString();
        const env: Record<string, string> = {};
        for (const line of text.split(text.includes('\0') ? '\0' : '\n')) {
          const eq = line.indexOf('=');
          if (eq > 0) env[line.slice(0, eq)] = line.slice(eq + 1);
        }
        return env;
      });
    this.#shared.environment.catch(() => {
      this.#shared.environment = undefined;
    });
    return { ...(await this.#shared.environment), ...this.#env };
  }

  withEnvironment(env: Readonly<Record<string, string>>): Target {
    return new ShellTarget(this.#options, { ...this.#env, ...env }, this.#shared);
  }

  async close(): Promise<void> {
    const left = [...this.#shared.temporary].map(quotePath);
    this.#shared.temporary.clear();
    await this.#shared.pool.close(left.length > 0 ? `rm -rf ${left.join(' ')} </dev/null` : undefined);
  }
}

const octal = (mode: number): string => mode.toString(8).padStart(5, '0');
const posixTime = (time: number): string => {
  const d = new Date(Math.floor(time) * 1000).toISOString();
  return `${d.slice(0, 4)}${d.slice(5, 7)}${d.slice(8, 10)}${d.slice(11, 13)}${d.slice(14, 16)}.${d.slice(17, 19)}`;
};
/** What GNU touch reads exactly; busybox's refuses it and gets whole seconds. */
const isoTime = (time: number): string => {
  const whole = Math.floor(time);
  const rest = Math.round((time - whole) * 1e9);
  return `${new Date(whole * 1000).toISOString().slice(0, 19)}.${String(Math.min(rest, 999_999_999)).padStart(9, '0')}Z`;
};

function byParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = byCodePoint(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

/** A program that the host lacks is no errno: that is said as it is. */
function failure(op: string, path: string, result: RunResult): Error {
  const said = result.stderr.toString().trim();
  const missing = /(?:^|\n)[^\n]*?([a-z0-9]+): (?:command )?not found/.exec(said);
  if (result.rc === 127 && missing)
    return new AnsibleError(`The host has no '${missing[1]}' command, which '${op}' needs`, {
      kind: 'module-failure',
    });
  const code = codeInText(said) ?? 'EIO';
  return new TargetError(code, op, path, code === 'EIO' && said ? `${op} '${path}': ${said}` : undefined);
}

/** Ansible's words for each step at which a move can end. */
function moveFailure(from: string, to: string, result: RunResult): TargetError {
  const code = codeInText(result.stderr.toString()) ?? 'EIO';
  const why = `${errnoText(code)}: b'${from}' -> b'${to}'`;
  const texts: Record<string, string> = {
    dir: `The destination directory (${dirname(to)}) is not writable by the current user. Error was: ${why}`,
    failed: `Failed to replace file: ${from} to ${to}: ${why}`,
    final: `Unable to make ${from} into to ${to}, failed final rename: ${why}`,
    over: `Could not write data to file (${to}) from (${from}): ${why}`,
  };
  return new TargetError(
    code,
    'move',
    to,
    texts[result.stdout.toString()] ?? `Could not replace file: ${from} to ${to}: ${why}`,
  );
}

/** Ends a command at its timeout or when it is cancelled, by a second session on the same host. */
class Guard {
  timedOut = false;
  killed = false;
  #timer: NodeJS.Timeout | undefined;
  #ended = false;
  readonly #abort = (): void => void this.#kill();
  #session: ShellSession | undefined;

  constructor(
    private readonly opener: ChannelOpener,
    private readonly host: string,
    private readonly options: ExecOptions,
  ) {}

  watch(session: ShellSession): void {
    this.#session = session;
    if (this.options.timeout !== undefined)
      this.#timer = setTimeout(() => {
        this.timedOut = true;
        void this.#kill();
      }, this.options.timeout);
    this.options.signal?.addEventListener('abort', this.#abort, { once: true });
  }

  async #kill(): Promise<void> {
    if (this.#ended || this.killed || !this.#session) return;
    this.killed = true;
    const victim = this.#session;
    const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
    try {
      const { ShellSession: Session } = await import('./session.ts');
      const killer = new Session(await this.opener.open(), this.host);
      for (const [signal, pause] of [
        ['TERM', 2000],
        ['KILL', 3000],
      ] as const) {
        if (this.#ended || victim.pid === undefined) break;
        await killer.run(killScript(victim.pid, signal));
        for (let t = 0; t < pause && !this.#ended; t += 50) await wait(50);
      }
      killer.abandon();
    } catch {
      // no second channel: the session itself goes
    }
    if (!this.#ended) victim.close();
  }

  end(): void {
    this.#ended = true;
    clearTimeout(this.#timer);
    this.options.signal?.removeEventListener('abort', this.#abort);
  }
}
