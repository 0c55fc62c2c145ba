import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname, isAbsolute, join } from 'node:path';
import { accountName } from '../../config/account.ts';
import { ConnectionError } from '../../errors/ansible-error.ts';
import { splitWords } from '../wrapped/words.ts';
import { connectPrefix } from './common.ts';
import { accountHome } from './home.ts';
import { keywords } from './keywords.ts';

/** Settings for one host, OpenSSH's keywords in lower case; the first value given wins, identity files add up. */
export class SshSettings {
  readonly #values = new Map<string, string>();
  readonly identityFiles: string[] = [];

  constructor(
    /** The name as given on the command line. */
    readonly original: string,
  ) {}

  offer(keyword: string, value: string): void {
    const key = keyword.toLowerCase();
    if (key === 'identityfile') {
      if (!this.identityFiles.includes(value)) this.identityFiles.push(value);
    } else if (!this.#values.has(key)) this.#values.set(key, value);
  }
  get(keyword: string): string | undefined {
    return this.#values.get(keyword.toLowerCase());
  }
  yes(keyword: string): boolean {
    return /^(?:yes|true|on|1)$/i.test(this.get(keyword) ?? '');
  }
  get hostName(): string {
    return (this.get('hostname') ?? this.original).replaceAll('%h', this.original).replaceAll('%%', '%');
  }
  get port(): number {
    return Number(this.get('port') ?? 22) || 22;
  }
  get user(): string {
    return this.get('user') ?? accountName();
  }
  /** Percent tokens and `~`, as OpenSSH expands them. */
  expand(text: string): string {
    const tokens: Record<string, () => string> = {
      '%': () => '%',
      h: () => this.hostName,
      n: () => this.original,
      p: () => String(this.port),
      r: () => this.user,
      u: () => accountName(),
      d: () => accountHome(),
      l: () => hostname(),
      L: () => hostname().split('.')[0] ?? '',
      i: () => String(process.getuid?.() ?? 0),
      k: () => this.get('hostkeyalias') ?? this.original,
    };
    return text
      .replace(/^~(?=\/|$)/, accountHome())
      .replace(/%(.)/g, (all, c: string) => tokens[c]?.() ?? all);
  }
}

/** Whether a name fits a pattern list of ssh_config (`*`, `?`, `!`, separated by commas or blanks). */
export function matchesPatterns(name: string, patterns: readonly string[]): boolean {
  let fits = false;
  for (const p of patterns) {
    const negated = p.startsWith('!');
    const text = (negated ? p.slice(1) : p)
      .replace(/[.+^${}()|[\]\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.');
    if (!new RegExp(`^${text}$`, 'i').test(name)) continue;
    if (negated) return false;
    fits = true;
  }
  return fits;
}

function criteriaHold(words: string[], s: SshSettings): boolean {
  for (let i = 0; i < words.length; ) {
    let name = (words[i++] ?? '').toLowerCase();
    const negated = name.startsWith('!');
    if (negated) name = name.slice(1);
    if (name === 'all') continue;
    if (name === 'canonical' || name === 'final') return negated; // there is no second pass here
    const argument = words[i++] ?? '';
    const list = argument.split(',');
    let fits = false;
    if (name === 'host') fits = matchesPatterns(s.hostName, list);
    else if (name === 'originalhost') fits = matchesPatterns(s.original, list);
    else if (name === 'user') fits = matchesPatterns(s.user, list);
    else if (name === 'localuser') fits = matchesPatterns(accountName(), list);
    else if (name === 'exec')
      fits = spawnSync('/bin/sh', ['-c', s.expand(argument)], { stdio: 'ignore' }).status === 0;
    if (fits === negated) return false;
  }
  return true;
}

function globFiles(pattern: string, base: string): string[] {
  const full = isAbsolute(pattern) ? pattern : join(base, pattern);
  if (!/[*?]/.test(full)) return [full];
  const parts = full.split('/');
  let found = [''];
  for (const part of parts.slice(1)) {
    if (!/[*?]/.test(part)) {
      found = found.map((f) => `${f}/${part}`);
      continue;
    }
    found = found.flatMap((f) => {
      try {
        return readdirSync(f || '/')
          .filter((n) => matchesPatterns(n, [part]))
          .sort()
          .map((n) => `${f}/${n}`);
      } catch {
        return [];
      }
    });
  }
  return found;
}

/** Reads one file into the settings; `required` files must be there (-F). */
export function readConfig(file: string, settings: SshSettings, required: boolean, depth = 0): void {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    if (!required) return;
    throw new ConnectionError(
      `Failed to connect to the host via ssh: Can't open user config file ${file}: No such file or directory`,
    );
  }
  let active = true;
  for (const [index, raw] of text.split('\n').entries()) {
    const line = raw.trim();
    if (line === '' || line.startsWith('#')) continue;
    const m = /^(\w+)(?:\s*=\s*|\s+)(.*)$/.exec(line);
    if (!m)
      throw new ConnectionError(
        `Failed to connect to the host via ssh: ${file}: line ${index + 1}: Bad configuration option: ${line}`,
      );
    const keyword = (m[1] ?? '').toLowerCase();
    const rest = (m[2] ?? '').trim();
    if (keyword === 'host')
      active = matchesPatterns(
        settings.original,
        splitWords(rest).flatMap((w) => w.split(',')),
      );
    else if (keyword === 'match') active = criteriaHold(splitWords(rest), settings);
    else if (!active) continue;
    else if (keyword === 'include') {
      if (depth > 15) continue;
      const base = file.startsWith('/etc/')
        ? '/etc/ssh'
        : depth === 0 && required
          ? dirname(file)
          : join(accountHome(), '.ssh');
      for (const pattern of splitWords(rest))
        for (const f of globFiles(pattern.replace(/^~(?=\/)/, accountHome()), base))
          readConfig(f, settings, false, depth + 1);
    } else settings.offer(keyword, takesWholeLine.has(keyword) ? rest : splitWords(rest).join(' '));
  }
}

const takesWholeLine = new Set(['proxycommand', 'localcommand', 'remotecommand', 'knownhostscommand']);

const withValue = 'BbcDEeFIiJLlmOopQRSWw';
const flagSettings: Readonly<Record<string, readonly [string, string]>> = {
  A: ['ForwardAgent', 'yes'],
  a: ['ForwardAgent', 'no'],
  C: ['Compression', 'yes'],
  '4': ['AddressFamily', 'inet'],
  '6': ['AddressFamily', 'inet6'],
};
const valueSettings: Readonly<Record<string, string>> = {
  i: 'IdentityFile',
  p: 'Port',
  l: 'User',
  J: 'ProxyJump',
  c: 'Ciphers',
  m: 'MACs',
  b: 'BindAddress',
  B: 'BindInterface',
};

/** What the `ssh` program would not take of its command line. */
function refuseBad(keyword: string, value: string, settings: SshSettings): void {
  const ignored = (settings.get('ignoreunknown') ?? '').split(/[\s,]+/).filter((w) => w !== '');
  if (!keywords.has(keyword) && !matchesPatterns(keyword, ignored))
    throw new ConnectionError(`${connectPrefix}command-line: line 0: Bad configuration option: ${keyword}`);
  if (
    keyword === 'stricthostkeychecking' &&
    !/^(?:yes|no|ask|off|true|false|accept-new)$/i.test(value.trim())
  )
    throw new ConnectionError(`${connectPrefix}command-line line 0: unsupported option "${value.trim()}".`);
}

/** Takes options of the `ssh` program (-o X=Y, -F file, -i, -p ...) into the settings; gives back the -F file. */
export function readArguments(words: readonly string[], settings: SshSettings): string | undefined {
  let file: string | undefined;
  for (let i = 0; i < words.length; i++) {
    const word = words[i] ?? '';
    if (!word.startsWith('-') || word === '-') continue;
    for (let j = 1; j < word.length; j++) {
      const c = word[j] ?? '';
      const flag = flagSettings[c];
      if (flag) settings.offer(flag[0], flag[1]);
      if (!withValue.includes(c)) continue;
      const value = j + 1 < word.length ? word.slice(j + 1) : (words[++i] ?? '');
      if (c === 'o') {
        const m = /^\s*(\w+)\s*(?:=|\s)\s*([\s\S]*)$/.exec(value);
        if (!m)
          throw new ConnectionError(
            `Failed to connect to the host via ssh: command-line line 0: Bad configuration option: ${value}`,
          );
        const keyword = (m[1] ?? '').toLowerCase();
        refuseBad(keyword, m[2] ?? '', settings);
        settings.offer(
          keyword,
          takesWholeLine.has(keyword) ? (m[2] ?? '') : splitWords(m[2] ?? '').join(' '),
        );
      } else if (c === 'F') file ??= value;
      else if (valueSettings[c]) settings.offer(valueSettings[c] ?? '', value);
      break;
    }
  }
  return file;
}

/** The user's and the system's files, or the one that -F names ("none" for no file). */
export function readFiles(file: string | undefined, settings: SshSettings): void {
  if (file !== undefined) {
    if (file !== 'none') readConfig(file.replace(/^~(?=\/)/, accountHome()), settings, true);
    return;
  }
  readConfig(join(accountHome(), '.ssh/config'), settings, false);
  readConfig('/etc/ssh/ssh_config', settings, false);
}
