import { randomBytes } from 'node:crypto';
import { codeInText } from '../errno.ts';
import { byCodePoint } from '../order.ts';
import { type FileStat, type HashAlgorithm, TargetError } from '../types.ts';
import { failure } from './failure.ts';
import { hashFiles } from './hash.ts';
import { HostShell } from './host-shell.ts';
import { quote, quotePath } from './quote.ts';
import { parseLinks, parseStats, parseTree, statScript } from './stat.ts';

/** What is asked of a host without changing it. */
export class HostLooks extends HostShell {
  async which(program: string, extra: readonly string[] = []): Promise<string | undefined> {
    if (program.includes('/')) {
      const p = quotePath(program);
      return (await this.ask(`[ -f ${p} ] && [ -x ${p} ]`)).rc === 0 ? program : undefined;
    }
    const path = this.env['PATH'] === undefined ? '"$PATH"' : quote(this.env['PATH']);
    const result = await this.ask(
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
        ? ((await this.environment())['HOME'] ?? (await this.account('passwd', this.user))?.[5])
        : (await this.account('passwd', name))?.[5];
    if (home === undefined) return path;
    return home.replace(/\/+$/, '') + (slash < 0 ? '' : out.slice(slash)) || '/';
  }

  async realpath(path: string): Promise<string> {
    // what is missing has no links: only the part that exists is asked for
    const result = await this.op(
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
    const known = this.shared.recent.get(path, follow);
    if (known !== undefined) return known.stat;
    const result = await this.ask(`_ats_fmt\n${statScript([path], follow)}`);
    const found = parseStats(result.stdout, [path])[0];
    if (found === undefined) {
      const code = codeInText(result.stderr.toString());
      if (code !== undefined && code !== 'ENOENT') throw new TargetError(code, 'stat', path);
      if (code === undefined && result.stderr.length > 0) throw failure('stat', path, result);
    }
    if (!follow) this.shared.recent.note(path, found);
    return found;
  }

  async statMany(
    paths: readonly string[],
    options?: { readonly follow?: boolean },
  ): Promise<Array<FileStat | undefined>> {
    if (paths.length === 0) return [];
    const result = await this.ask(`_ats_fmt; { ${statScript(paths, options?.follow ?? true)}\n} 2>/dev/null`);
    return parseStats(result.stdout, paths);
  }

  async access(path: string): Promise<{ read: boolean; write: boolean; execute: boolean }> {
    const p = quotePath(path);
    const { stdout } = await this.ask(`for o in r w x; do if [ -$o ${p} ]; then printf $o; fi; done`);
    const said = stdout.toString();
    return { read: said.includes('r'), write: said.includes('w'), execute: said.includes('x') };
  }

  async list(path: string): Promise<string[]> {
    const p = quotePath(path);
    const { stdout } = await this.op(
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
    const { stdout } = await this.op(
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
      run: (script) => this.shared.pool.run(`( LC_ALL=C; export LC_ALL\n${script}\n) </dev/null`),
      fail: (path, result) => failure('open', path, result),
      stream: (path, take) => this.stream(path, take),
    });
  }

  async readFile(path: string): Promise<Buffer> {
    const mark = randomBytes(16).toString('hex');
    const p = quotePath(path);
    const result = await this.shared.pool.run(
      `LC_ALL=C cat ${p} </dev/null && { printf %s ${mark}; _ats_ls ${p}; }`,
    );
    const { stdout } = result;
    const end = stdout.lastIndexOf(mark);
    if (result.rc !== 0 || end < 0) throw failure('open', path, result);
    this.seen(path, { ...result, stdout: stdout.subarray(end + mark.length) });
    return stdout.subarray(0, end);
  }

  /** A file's bytes as they come, not kept. */
  protected async stream(path: string, take: (chunk: Uint8Array) => void | Promise<void>): Promise<void> {
    await this.op('open', path, `cat ${quotePath(path)}`, { discard: true, onStdout: take });
  }

  /** Fields of an account's line, from the directory services where getent is there, else from the file. */
  protected async account(database: 'passwd' | 'group', name: string): Promise<string[] | undefined> {
    const result = await this.ask(
      `( n=${quote(name)}; getent ${database} -- "$n" 2>/dev/null && exit
while IFS= read -r l; do case $l in "$n":*) printf '%s\\n' "$l"; exit 0 ;; esac; done </etc/${database}; exit 1 ) </dev/null`,
    );
    const line = result.stdout.toString().split('\n')[0] ?? '';
    return result.rc === 0 && line.startsWith(`${name}:`) ? line.split(':') : undefined;
  }

  async userId(name: string): Promise<number | undefined> {
    const line = await this.account('passwd', name);
    return line === undefined ? undefined : Number(line[2]);
  }

  async groupId(name: string): Promise<number | undefined> {
    const line = await this.account('group', name);
    return line === undefined ? undefined : Number(line[2]);
  }
}

function byParts(a: readonly string[], b: readonly string[]): number {
  for (let i = 0; i < a.length && i < b.length; i++) {
    const order = byCodePoint(a[i] ?? '', b[i] ?? '');
    if (order !== 0) return order;
  }
  return a.length - b.length;
}
