import { type ModuleContext, ModuleFailure, type ModuleResult } from '../../define.ts';
import { hasGlob } from '../shell-glob.ts';
import { type ToolResult, tool } from './tool.ts';

export interface RpmParams {
  readonly name: readonly string[];
  readonly state: 'absent' | 'installed' | 'latest' | 'present' | 'removed' | null;
  readonly exclude: readonly string[];
  readonly list: string | null;
  readonly enablerepo: readonly string[];
  readonly disablerepo: readonly string[];
  readonly conf_file: string | null;
  readonly disable_gpg_check: boolean;
  readonly skip_broken: boolean;
  readonly update_cache: boolean;
  readonly validate_certs: boolean;
  readonly sslverify: boolean;
  readonly update_only: boolean;
  readonly installroot: string;
  readonly security: boolean;
  readonly bugfix: boolean;
  readonly allow_downgrade: boolean;
  readonly enable_plugin: readonly string[];
  readonly disable_plugin: readonly string[];
  readonly releasever: string | null;
  readonly autoremove: boolean;
  readonly disable_excludes: string | null;
  readonly download_only: boolean;
  readonly download_dir: string | null;
  readonly lock_timeout: number;
  readonly install_weak_deps: boolean;
  readonly cacheonly: boolean;
  readonly allowerasing?: boolean;
  readonly nobest?: boolean;
}

export type RpmTool = 'yum' | 'dnf';
type Ctx = ModuleContext<RpmParams>;

const joined = (flag: string, values: readonly string[]): string[] =>
  values.length === 0 ? [] : [`${flag}=${values.join(',')}`];

/** The words that stand before the operation. */
export function baseWords(program: RpmTool, p: RpmParams): string[] {
  const dnf = program === 'dnf';
  return [
    program,
    ...(dnf ? ['-y'] : ['-d', '2', '-y']),
    ...(p.conf_file === null ? [] : ['-c', p.conf_file]),
    ...joined('--enableplugin', p.enable_plugin),
    ...joined('--disableplugin', p.disable_plugin),
    ...joined('--exclude', p.exclude),
    ...(p.disable_excludes === null ? [] : [`--disableexcludes=${p.disable_excludes}`]),
    ...joined('--disablerepo', p.disablerepo),
    ...joined('--enablerepo', p.enablerepo),
    ...(p.installroot === '/' ? [] : [`--installroot=${p.installroot}`]),
    ...(p.releasever === null ? [] : [`--releasever=${p.releasever}`]),
    ...(p.disable_gpg_check ? ['--nogpgcheck'] : []),
    ...(p.sslverify && p.validate_certs ? [] : ['--setopt=sslverify=0']),
    ...(p.skip_broken ? ['--skip-broken'] : []),
    ...(p.cacheonly ? ['--cacheonly'] : []),
    ...(p.install_weak_deps || !dnf ? [] : ['--setopt=install_weak_deps=False']),
    ...(p.download_only
      ? ['--downloadonly', ...(p.download_dir === null ? [] : [`--downloaddir=${p.download_dir}`])]
      : []),
    ...(p.allowerasing && dnf ? ['--allowerasing'] : []),
    ...(p.nobest && dnf ? ['--nobest'] : []),
  ];
}

const busy =
  /is holding the yum lock|Waiting for process|Failed to obtain the transaction lock|another copy is running/i;

async function runTool(ctx: Ctx, argv: readonly string[]): Promise<ToolResult> {
  const start = Date.now();
  for (;;) {
    const r = await tool(ctx.target, argv, { signal: ctx.signal });
    if (r.rc === 0 || !busy.test(r.stdout + r.stderr) || Date.now() - start > ctx.params.lock_timeout * 1000)
      return r;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

const format = '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}\n';
const rpm = (p: RpmParams): string[] => (p.installroot === '/' ? ['rpm'] : ['rpm', '--root', p.installroot]);

/** Installed packages that a name stands for: by name, by name-version and the like, or by what they provide. */
async function installed(ctx: Ctx, name: string): Promise<string[]> {
  const lines = (r: ToolResult): string[] => (r.rc === 0 ? r.stdout.split('\n').filter((l) => l !== '') : []);
  if (hasGlob(name)) return lines(await tool(ctx.target, [...rpm(ctx.params), '-qa', '--qf', format, name]));
  const byName = lines(await tool(ctx.target, [...rpm(ctx.params), '-q', '--qf', format, name]));
  return byName.length > 0
    ? byName
    : lines(await tool(ctx.target, [...rpm(ctx.params), '-q', '--qf', format, '--whatprovides', name]));
}

/** What an entry stands for in the rpm database; files and URLs by the package in them. */
async function databaseName(ctx: Ctx, entry: string): Promise<string> {
  if (!entry.endsWith('.rpm') && !entry.includes('://')) return entry;
  const r = await tool(ctx.target, [
    ...rpm(ctx.params),
    '-qp',
    '--qf',
    '%{NAME}-%{VERSION}-%{RELEASE}.%{ARCH}',
    entry,
  ]);
  if (r.rc !== 0)
    throw new ModuleFailure(`No RPM file matching '${entry}' found on system`, {
      rc: 127,
      results: [`No RPM file matching '${entry}' found on system`],
    });
  return r.stdout.trim();
}

const isGroup = (n: string): boolean => n.startsWith('@');

async function groupInstalled(ctx: Ctx, program: RpmTool, name: string): Promise<boolean> {
  const r = await tool(ctx.target, [
    program,
    '-q',
    'group',
    'list',
    '--installed',
    name.replace(/^@\^?/, ''),
  ]);
  return r.rc === 0 && r.stdout.trim() !== '' && !/no match|Warning/i.test(r.stdout + r.stderr);
}

interface Work {
  readonly install: string[];
  readonly update: string[];
  readonly remove: string[];
  readonly notes: string[];
}

async function workFor(ctx: Ctx, program: RpmTool, names: readonly string[], state: string): Promise<Work> {
  const w: Work = { install: [], update: [], remove: [], notes: [] };
  for (const entry of names) {
    if (entry === '*') {
      if (state === 'latest') w.update.push('*');
      continue;
    }
    const have = isGroup(entry)
      ? (await groupInstalled(ctx, program, entry))
        ? [entry]
        : []
      : await installed(ctx, await databaseName(ctx, entry));
    if (state === 'absent') {
      if (have.length > 0) w.remove.push(entry);
      else w.notes.push(`${entry} is not installed`);
    } else if (have.length === 0) {
      if (state === 'latest' && ctx.params.update_only)
        w.notes.push(`Packages providing ${entry} not installed due to update_only specified`);
      else w.install.push(entry);
    } else if (state === 'latest') w.update.push(entry);
    else w.notes.push(`${have[0]} providing ${entry} is already installed`);
  }
  return w;
}

/** Of the names to update, those with a newer package (check-update ends with 100 where there is any). */
async function outdated(ctx: Ctx, program: RpmTool, names: readonly string[]): Promise<string[]> {
  const p = ctx.params;
  const argv = [
    ...baseWords(program, p).filter((w) => w !== '-y'),
    ...(p.security ? ['--security'] : []),
    ...(p.bugfix ? ['--bugfix'] : []),
    'check-update',
    ...names.filter((n) => n !== '*' && !isGroup(n)),
  ];
  const r = await runTool(ctx, argv);
  if (r.rc === 0) return names.filter(isGroup);
  if (r.rc !== 100)
    throw new ModuleFailure(`check-update failed: ${(r.stderr || r.stdout).trim()}`, { rc: r.rc });
  return [...names];
}

const snapshot = async (ctx: Ctx): Promise<Set<string>> =>
  new Set(
    (await tool(ctx.target, [...rpm(ctx.params), '-qa', '--qf', format])).stdout
      .split('\n')
      .filter((l) => l !== '' && !l.startsWith('gpg-pubkey')),
  );

async function step(ctx: Ctx, program: RpmTool, words: readonly string[], results: string[]): Promise<void> {
  const r = await runTool(ctx, [...baseWords(program, ctx.params), ...words]);
  results.push(r.stdout);
  if (r.rc === 0) return;
  const none = /No match for argument: (\S+)|No package (\S+) available|Unable to find a match: (.*)/.exec(
    r.stdout + r.stderr,
  );
  if (none !== null) {
    const name = none[1] ?? none[2] ?? none[3];
    const msg =
      program === 'dnf'
        ? 'Failed to install some of the specified packages'
        : `No package matching '${name}' found available, installed or updated`;
    throw new ModuleFailure(
      msg,
      program === 'dnf'
        ? { failures: [`No package ${name} available.`], rc: 1, results: [] }
        : { rc: 126, results: [msg], changed: false },
    );
  }
  throw new ModuleFailure(r.stderr.trim() || r.stdout.trim() || `${program} failed`, {
    rc: r.rc,
    results,
    changed: false,
  });
}

/** `list:` of both modules. */
async function listPackages(ctx: Ctx, program: RpmTool, what: string): Promise<ModuleResult> {
  const base = baseWords(program, ctx.params).filter((w) => w !== '-y' && w !== '-d' && w !== '2');
  if (what === 'repos' || what === 'repositories') {
    const r = await runTool(ctx, [...base, '-q', 'repolist']);
    const rows = r.stdout
      .split('\n')
      .slice(1)
      .map((l) => l.trim().split(/\s+/)[0]!)
      .filter(Boolean);
    return {
      results: rows.map((id) => ({ repoid: id.replace(/^[!*]/, '').replace(/\/.*$/, ''), state: 'enabled' })),
    };
  }
  const wanted =
    what === 'installed'
      ? ['installed']
      : what === 'updates' || what === 'upgrades'
        ? ['updates']
        : what === 'available'
          ? ['available']
          : [what];
  const r = await runTool(ctx, [...base, '-q', 'list', ...wanted]);
  let yumstate = 'available';
  const results = [];
  for (const line of r.stdout.split('\n')) {
    if (/^Installed/i.test(line)) yumstate = 'installed';
    else if (/^(Available|Updated|Upgraded)/i.test(line)) yumstate = 'available';
    const m = /^(\S+)\.(\w+)\s+(?:(\d+):)?([^-\s]+)-(\S+)\s+(\S+)/.exec(line);
    if (m === null) continue;
    const [, name, arch, epoch = '0', version, release, repo] = m;
    results.push({
      name: name!,
      arch: arch!,
      epoch,
      version: version!,
      release: release!,
      repo: repo!.replace(/^@/, '') || 'installed',
      yumstate,
      envra: `${epoch}:${name}-${version}-${release}.${arch}`,
      nevra: `${epoch}:${name}-${version}-${release}.${arch}`,
    });
  }
  return { results };
}

/** Runs yum or dnf by its command line. */
export async function runRpm(ctx: Ctx, program: RpmTool): Promise<ModuleResult> {
  const p = ctx.params;
  if ((await ctx.target.which(program)) === undefined)
    throw new ModuleFailure(`Could not find ${program} on the host`, { rc: 127 });
  if (p.list !== null) return listPackages(ctx, program, p.list);
  const names = p.name
    .flatMap((n) => (n.includes('://') ? [n] : n.split(',')))
    .map((n) => n.trim())
    .filter((n) => n !== '');
  const state =
    p.state === null
      ? p.autoremove
        ? 'absent'
        : 'present'
      : p.state === 'installed'
        ? 'present'
        : p.state === 'removed'
          ? 'absent'
          : p.state;
  if (p.autoremove && state !== 'absent')
    throw new ModuleFailure('Autoremove should be used alone or with state=absent', { rc: 128, results: [] });
  const results: string[] = [];
  if (p.update_cache && !ctx.checkMode) {
    const r = await runTool(ctx, [...baseWords(program, p), 'makecache']);
    if (r.rc !== 0)
      throw new ModuleFailure(`Failed to update the cache: ${(r.stderr || r.stdout).trim()}`, { rc: r.rc });
    if (names.length === 0)
      return {
        changed: false,
        msg: program === 'dnf' ? 'Cache updated' : '',
        rc: 0,
        results: program === 'dnf' ? [] : ['Cache updated'],
      };
  }
  if (names.length === 0 && !p.autoremove) {
    if (p.update_cache) return { changed: false, msg: '', rc: 0, results: [] };
    throw new ModuleFailure('one of the following is required: name, list');
  }
  const w = await workFor(ctx, program, names, state);
  const update = w.update.length > 0 ? await outdated(ctx, program, w.update) : [];
  results.push(...w.notes);
  const changes = { installed: w.install, updated: update.map((n) => [n, '']), removed: w.remove };
  const due = w.install.length + update.length + w.remove.length > 0 || (p.autoremove && names.length === 0);
  if (!due)
    return {
      changed: false,
      msg: program === 'dnf' ? 'Nothing to do' : '',
      rc: 0,
      results: program === 'dnf' ? [] : results,
    };
  if (ctx.checkMode) {
    if (program === 'dnf')
      return {
        changed: true,
        msg: 'Check mode: No changes made, but would have if not in check mode',
        rc: 0,
        results: [],
      };
    return { changed: true, msg: '', rc: 0, results, changes };
  }
  const before = await snapshot(ctx);
  const out: string[] = program === 'dnf' ? [] : results;
  if (w.remove.length > 0)
    await step(ctx, program, [p.autoremove && program === 'yum' ? 'autoremove' : 'remove', ...w.remove], out);
  else if (p.autoremove) await step(ctx, program, ['autoremove'], out);
  if (w.install.length > 0) await step(ctx, program, ['install', ...w.install], out);
  if (p.allow_downgrade && w.install.some((n) => /-\d/.test(n))) {
    const still = [];
    for (const n of w.install) if (!n.includes('/') && (await installed(ctx, n)).length === 0) still.push(n);
    if (still.length > 0) await step(ctx, program, ['downgrade', ...still], out);
  }
  if (update.length > 0) {
    const only = [...(p.security ? ['--security'] : []), ...(p.bugfix ? ['--bugfix'] : [])];
    await step(
      ctx,
      program,
      [program === 'dnf' ? 'upgrade' : 'update', ...only, ...update.filter((n) => n !== '*')],
      out,
    );
  }
  const after = await snapshot(ctx);
  const news = [
    ...[...after].filter((n) => !before.has(n)).map((n) => `Installed: ${n}`),
    ...[...before].filter((n) => !after.has(n)).map((n) => `Removed: ${n}`),
  ];
  if (program === 'dnf')
    return {
      changed: news.length > 0 || p.download_only,
      msg: news.length > 0 ? '' : 'Nothing to do',
      rc: 0,
      results: news,
    };
  return { changed: true, msg: '', rc: 0, results: out, changes };
}
