import { randomBytes } from 'node:crypto';
import { closeSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { notices } from '../../errors/notices.ts';
import { attempt } from '../errno.ts';
import {
  type MoveOptions,
  type PlaceManyRequest,
  type PlaceRequest,
  type Target,
  TargetError,
  type WriteOptions,
} from '../types.ts';
import { inlineInput } from './command.ts';
import { failure, moveFailure } from './failure.ts';
import { HostLooks } from './host-looks.ts';
import { hasHoles, inputTo, placeScript } from './place.ts';
import { placeManyScript } from './place-many.ts';
import { printBytes, quote, quotePath } from './quote.ts';
import { plainReceiver, sparseReceiver } from './receive.ts';
import { tarStream } from './tar.ts';

export type { ShellTargetOptions } from './host-shell.ts';

/** A host behind a POSIX shell, over whatever channels the opener gives. */
export class ShellTarget extends HostLooks implements Target {
  readonly kind = 'shell';

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
      await this.change('open', path, `${isDirectory}\n${create}\n{ ${printBytes(data)}; } ${redirect}${p}`);
      return;
    }
    const sparse = redirect === '>' && !(data instanceof Uint8Array) && hasHoles(data.file);
    const fill = redirect === '>' ? inputTo(p, sparse) : `cat >>${p}`;
    const script = `( LC_ALL=C; export LC_ALL\n${isDirectory}\n${create}\n${fill} )`;
    const result = await this.changing(() => this.shared.pool.runAlone(script, { input: data }));
    if (result.rc !== 0) throw failure('open', path, result);
  }

  async download(path: string, localPath: string): Promise<void> {
    // nothing is made here before the far side is known to be readable
    const p = quotePath(path);
    const { stdout } = await this.op(
      'open',
      path,
      `[ -d ${p} ] && { _ats_no ${p} 'Is a directory'; exit; }\n: <${p} && stat -L -c '%b %B %s' ${p}`,
    );
    const [blocks = 0, unit = 0, size = 0] = stdout.toString().split(' ').map(Number);
    const holes = blocks * unit + (1 << 16) < size;
    const receiver = holes ? sparseReceiver(localPath) : plainReceiver(localPath);
    try {
      await this.stream(path, (chunk) => receiver.take(chunk));
    } catch (error) {
      await receiver.end().catch(() => undefined);
      throw error;
    }
    await receiver.end();
  }

  async #base(): Promise<string> {
    this.shared.tempBase ??= (async () => {
      const wanted = await this.expand(this.options.remoteTmp ?? '~/.ansible/tmp');
      const p = quotePath(wanted);
      const made = wanted.startsWith('~') // an account without a home
        ? { rc: 1 }
        : await this.shared.pool.run(`( umask 077; mkdir -p ${p} 2>/dev/null; [ -d ${p} ] && [ -w ${p} ] )`);
      return made.rc === 0 ? wanted : ((await this.environment())['TMPDIR'] ?? '/tmp');
    })();
    this.shared.tempBase.catch(() => {
      this.shared.tempBase = undefined;
    });
    return this.shared.tempBase;
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
      this.shared.sessionDir ??= this.tempDir();
      const path = `${await this.shared.sessionDir}/${options?.prefix ?? 'tmp'}${random}${options?.suffix ?? ''}`;
      await this.op('open', path, `( umask 077; set -C; : >${quotePath(path)} )`);
      return path;
    }
    const tail = options.suffix ?? basename(options.beside).slice(0, 60);
    const path = `${dirname(options.beside).replace(/\/$/, '')}/${options.prefix ?? '.ansible_tmp'}${random}${tail}`;
    await this.#keep('open', path, `( LC_ALL=C; export LC_ALL; umask 077; set -C; : >${quotePath(path)} )`);
    return path;
  }

  /** Makes something temporary and has the shell's trap remember it. */
  async #keep(op: string, path: string, script: string): Promise<void> {
    const result = await this.changing(() =>
      this.shared.pool.run(`${script} </dev/null && _ats_tmp="$_ats_tmp "${quote(quotePath(path))}`, {
        quick: true,
      }),
    );
    if (result.rc !== 0) throw failure(op, path, result);
    this.shared.temporary.add(path);
  }

  async move(from: string, to: string, options?: MoveOptions): Promise<void> {
    const beside = `.ansible_tmp${randomBytes(4).toString('hex')}${basename(to).slice(0, 60)}`;
    const result = await this.changing(() =>
      this.shared.pool.run(
        `_ats_who; ( LC_ALL=C; export LC_ALL; _ats_mv ${quotePath(from)} ${quotePath(to)} ${options?.unsafeWrites ? 1 : "''"} ${quote(beside)} ) </dev/null && _ats_ls ${quotePath(to)}`,
      ),
    );
    if (result.rc !== 0) throw moveFailure(from, to, result);
    this.seen(to, result);
    this.shared.temporary.delete(from);
  }

  async place(to: string, request: PlaceRequest): Promise<void> {
    const { data } = request;
    if (!(data instanceof Uint8Array)) attempt('open', data.file, () => closeSync(openSync(data.file, 'r')));
    const small = data instanceof Uint8Array && data.length <= inlineInput;
    const look = ` && _ats_ls ${quotePath(to)}`;
    const result = await this.changing(() =>
      small
        ? this.shared.pool.run(`${placeScript(to, data, request, false)} </dev/null${look}`, { quick: true })
        : this.shared.pool.runAlone(
            `${placeScript(to, undefined, request, !(data instanceof Uint8Array) && hasHoles(data.file))}${look}`,
            { input: data },
          ),
    );
    if (result.rc === 0) {
      this.seen(to, result);
      return;
    }
    const step = result.stdout.toString();
    if (step !== 'temp' && step !== 'write') throw moveFailure(to, to, result);
    const { code, message } = failure('open', to, result) as TargetError;
    throw new TargetError(code ?? 'EIO', 'open', to, message, step);
  }

  async placeMany(request: PlaceManyRequest): Promise<boolean> {
    const { script, entries } = placeManyScript(request);
    const result = await this.changing(() =>
      entries.length === 0
        ? this.shared.pool.run(`${script} </dev/null`)
        : this.shared.pool.runAlone(script, { input: { chunks: () => tarStream(entries) } }),
    );
    if (result.rc !== 0)
      notices().verbose(3, `not in one stream: ${result.stderr.toString().trim()}`, this.host);
    return result.rc === 0;
  }

  async rename(from: string, to: string): Promise<void> {
    await this.change('rename', from, `_ats_ren ${quotePath(from)} ${quotePath(to)}`);
    this.shared.temporary.delete(from);
  }

  async copyFile(from: string, to: string): Promise<void> {
    const [f, t] = [quotePath(from), quotePath(to)];
    await this.change(
      'copy',
      from,
      `for d in ${f} ${t}; do [ -d "$d" ] && { _ats_no "$d" 'Is a directory'; exit; }; done\ncp -p ${f} ${t}`,
    );
  }

  async mkdir(path: string, options?: { readonly mode?: number; readonly parents?: boolean }): Promise<void> {
    const p = quotePath(path);
    const mode = options?.mode === undefined ? '' : ` && chmod ${octal(options.mode)} ${p}`;
    await this.change(
      'mkdir',
      path,
      options?.parents ? `[ -d ${p} ] || { mkdir -p ${p}${mode}; }` : `mkdir ${p}${mode}`,
      path,
    );
  }

  async mkdirWithMode(path: string, mode: number): Promise<number | undefined> {
    const p = quotePath(path);
    const result = await this.changing(() =>
      this.shared.pool.run(
        `LC_ALL=C mkdir ${p} && { LC_ALL=C stat -c '%a;' ${p}; chmod ${octal(mode)} ${p} 2>/dev/null; _ats_ls ${p}; }`,
        { quick: true },
      ),
    );
    if (result.rc !== 0) throw failure('mkdir', path, result);
    const end = result.stdout.indexOf(10) + 1;
    this.seen(path, { ...result, stdout: result.stdout.subarray(end) });
    return Number.parseInt(result.stdout.toString('latin1', 0, end), 8);
  }

  async symlink(targetText: string, path: string): Promise<void> {
    const p = quotePath(path);
    await this.change(
      'symlink',
      path,
      `_ats_there ${p} && { _ats_no ${p} 'File exists'; exit; }\nln -s -- ${quote(targetText)} ${p}`,
      path,
    );
  }

  async link(existing: string, path: string): Promise<void> {
    const p = quotePath(path);
    await this.change(
      'link',
      path,
      `_ats_there ${p} && { _ats_no ${p} 'File exists'; exit; }\nln ${quotePath(existing)} ${p}`,
    );
  }

  async unlink(path: string): Promise<void> {
    const p = quotePath(path);
    await this.change(
      'unlink',
      path,
      `[ -d ${p} ] && [ ! -L ${p} ] && { _ats_no ${p} 'Is a directory'; exit; }\n_ats_there ${p} || { ls -d ${p} >/dev/null; exit 1; }\nrm -f ${p}`,
    );
    this.shared.temporary.delete(path);
  }

  async rmdir(path: string): Promise<void> {
    await this.change('rmdir', path, `rmdir ${quotePath(path)}`);
    this.shared.temporary.delete(path);
  }

  async removeTree(path: string): Promise<void> {
    await this.change('rmtree', path, `rm -rf ${quotePath(path)}`);
    this.shared.temporary.delete(path);
  }

  async chmod(path: string, mode: number, options?: { readonly follow?: boolean }): Promise<void> {
    const p = quotePath(path);
    await this.change(
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
    await this.change(
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
    await this.change(
      'utime',
      path,
      `[ -e ${p} ] || { ls -Ld ${p} >/dev/null; exit 1; }\n${touch('-a', atime)}${touch('-m', mtime)}`,
    );
  }

  withEnvironment(env: Readonly<Record<string, string>>): Target {
    return new ShellTarget(this.options, { ...this.env, ...env }, this.shared);
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
