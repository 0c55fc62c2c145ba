import type { Target } from '../../../target/types.ts';
import { fnmatchRegex } from '../../../value/fnmatch.ts';
import { hasGlob } from '../shell-glob.ts';
import { tool } from './tool.ts';

export interface AptPackage {
  readonly installed: string | undefined;
  /** Removed, its configuration files left. */
  readonly configOnly: boolean;
  readonly candidate: string | undefined;
  readonly versions: readonly string[];
  /** Held back from upgrades. */
  readonly hold: boolean;
}

/** A package as a task names it: `name`, `name=1.2*`, `name>=1.2`, `name:arch`, `na*`. */
export interface AptSpec {
  readonly name: string;
  readonly operator: '=' | '>=' | undefined;
  readonly version: string | undefined;
}

export function parseAptSpec(text: string): AptSpec {
  const m = /^(.*?)(>=|=)(.*)$/.exec(text);
  return m === null
    ? { name: text, operator: undefined, version: undefined }
    : { name: m[1]!, operator: m[2] as '=' | '>=', version: m[3]! };
}

/** Sections of `apt-cache policy` by package name. */
export function parsePolicy(
  text: string,
): Map<string, { candidate: string | undefined; versions: string[] }> {
  const out = new Map<string, { candidate: string | undefined; versions: string[] }>();
  let now: { candidate: string | undefined; versions: string[] } | undefined;
  for (const line of text.split('\n')) {
    const head = /^(\S+):$/.exec(line);
    if (head !== null) {
      now = { candidate: undefined, versions: [] };
      out.set(head[1]!, now);
      continue;
    }
    const candidate = /^ {2}Candidate: (.*)$/.exec(line);
    if (candidate !== null && now !== undefined && candidate[1] !== '(none)') now.candidate = candidate[1];
    const version = /^ (?: {4}|\*\*\* )(\S+) -?\d+$/.exec(line);
    if (version !== null && now !== undefined) now.versions.push(version[1]!);
  }
  return out;
}

/** What dpkg and apt know; read anew after the cache or the packages changed. */
export class AptState {
  private constructor(
    private readonly target: Target,
    private readonly own: string,
    /** name:arch -> state of dpkg. */
    private readonly dpkg: ReadonlyMap<string, { version: string; status: string; want: string }>,
    private readonly provided: ReadonlyMap<string, readonly string[]>,
  ) {}

  private readonly cache = new Map<string, AptPackage | undefined>();

  static async read(target: Target): Promise<AptState> {
    const r = await tool(target, [
      'sh',
      '-c',
      `dpkg --print-architecture; dpkg-query -W -f='\${Package}\\t\${Architecture}\\t\${Version}\\t\${db:Status-Status}\\t\${db:Status-Want}\\t\${Provides}\\n' 2>/dev/null; true`,
    ]);
    const [own = '', ...lines] = r.stdout.split('\n');
    const dpkg = new Map<string, { version: string; status: string; want: string }>();
    const provided = new Map<string, string[]>();
    for (const line of lines) {
      const [name, arch, version, status, want, provides] = line.split('\t');
      if (name === undefined || status === undefined) continue;
      const entry = { version: version!, status, want: want! };
      dpkg.set(`${name}:${arch}`, entry);
      if (!dpkg.has(name) || arch === own || arch === 'all') dpkg.set(name, entry);
      if (status !== 'installed') continue;
      for (const p of (provides ?? '').split(',')) {
        const virtual = p.trim().split(/[\s(]/)[0]!;
        if (virtual !== '') provided.set(virtual, [...(provided.get(virtual) ?? []), name]);
      }
    }
    return new AptState(target, own.trim(), dpkg, provided);
  }

  /** Reads candidates of many names in one go. */
  async load(names: readonly string[]): Promise<void> {
    const wanted = [...new Set(names)].filter((n) => !this.cache.has(n));
    if (wanted.length === 0) return;
    const policy = parsePolicy((await tool(this.target, ['apt-cache', 'policy', ...wanted])).stdout);
    for (const name of wanted) {
      const known =
        policy.get(name) ??
        policy.get(name.replace(/:(all|any)$/, '')) ??
        policy.get(name.replace(new RegExp(`:${this.own}$`), ''));
      const d = this.dpkg.get(name) ?? this.dpkg.get(name.replace(/:(all|any)$/, ''));
      if (
        d === undefined &&
        (known === undefined || (known.candidate === undefined && known.versions.length === 0))
      ) {
        this.cache.set(name, undefined);
        continue;
      }
      this.cache.set(name, {
        installed:
          d?.status === 'installed' || d?.status === 'unpacked' || d?.status === 'half-configured'
            ? d.version
            : undefined,
        configOnly: d?.status === 'config-files',
        candidate: known?.candidate,
        versions: known?.versions ?? [],
        hold: d?.want === 'hold',
      });
    }
  }

  get(name: string): AptPackage | undefined {
    return this.cache.get(name);
  }

  /** Installed packages that provide a virtual one. */
  providers(name: string): readonly string[] {
    return this.provided.get(name) ?? [];
  }

  /** Whether any package of the archive provides it. */
  async isVirtual(name: string): Promise<boolean> {
    const r = await tool(this.target, ['apt-cache', 'showpkg', name]);
    const at = r.stdout.indexOf('Reverse Provides:');
    return (
      at >= 0 &&
      r.stdout
        .slice(at)
        .split('\n')
        .slice(1)
        .some((l) => l.trim() !== '')
    );
  }

  /** Names of a pattern: of all packages, or only of those that are installed. */
  async match(pattern: string, installedOnly: boolean): Promise<string[]> {
    if (!hasGlob(pattern)) return [pattern];
    const re = fnmatchRegex(pattern);
    const names = installedOnly
      ? [...this.dpkg].filter(([n, d]) => !n.includes(':') && d.status === 'installed').map(([n]) => n)
      : (await tool(this.target, ['apt-cache', 'pkgnames'])).stdout.split('\n');
    return [...new Set(names)].filter((n) => n !== '' && re.test(n)).sort();
  }

  /** Whether a version is not older than another, as dpkg orders them. */
  async atLeast(version: string, wanted: string): Promise<boolean> {
    return (await tool(this.target, ['dpkg', '--compare-versions', version, 'ge', wanted])).rc === 0;
  }
}
