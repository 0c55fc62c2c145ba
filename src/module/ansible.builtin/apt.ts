import { posix } from 'node:path';
import { fnmatchRegex } from '../../value/fnmatch.ts';
import { asText } from '../../value/text.ts';
import { defineModule, ModuleFailure, type ModuleResult } from '../define.ts';
import { aptOptions } from '../support/package/apt-options.ts';
import {
  type AptContext,
  type AptParams,
  aptGet,
  cacheTime,
  dpkgWords,
  parseDiff,
  runApt,
} from '../support/package/apt-run.ts';
import { AptState, parseAptSpec } from '../support/package/apt-state.ts';
import { aptUpdateWords, fetchLists } from '../support/package/apt-update.ts';
import { type ToolResult, tool } from '../support/package/tool.ts';
import { hasGlob } from '../support/shell-glob.ts';

interface Cache {
  updated: boolean;
  time: number;
}

const check = (ctx: AptContext): string[] => (ctx.checkMode ? ['--simulate'] : []);
const flag = (on: boolean, word: string): string[] => (on ? [word] : []);

function outcome(ctx: AptContext, shown: string, r: ToolResult, more: ModuleResult = {}): ModuleResult {
  if (r.rc !== 0)
    throw new ModuleFailure(`'${shown}' failed: ${r.stderr}`, {
      stdout: r.stdout,
      stderr: r.stderr,
      rc: r.rc,
      ...more,
    });
  return { stdout: r.stdout, stderr: r.stderr, diff: ctx.diff ? parseDiff(r.stdout) : {}, ...more };
}

async function updateCache(ctx: AptContext): Promise<Cache> {
  const p = ctx.params;
  const before = await cacheTime(ctx);
  const wanted = p.update_cache === true || p.cache_valid_time > 0;
  if (!wanted) return { updated: false, time: before };
  if (p.cache_valid_time > 0 && before + p.cache_valid_time >= Date.now() / 1000)
    return { updated: false, time: before };
  if (ctx.checkMode) return { updated: true, time: before };
  await fetchLists(
    () => runApt(ctx, [aptGet, ...aptUpdateWords]),
    p.update_cache_retries,
    p.update_cache_retry_max_delay,
    ctx.signal,
  );
  return { updated: true, time: (await cacheTime(ctx)) || Math.trunc(Date.now() / 1000) };
}

async function clean(ctx: AptContext): Promise<ModuleResult> {
  const argv = [aptGet, 'clean'];
  if (ctx.checkMode) return { changed: false, stdout: '', stderr: '', diff: {} };
  const r = await runApt(ctx, argv);
  if (r.rc !== 0) throw new ModuleFailure('apt-get clean failed', { stdout: r.stdout, rc: r.rc });
  return { changed: false, stdout: r.stdout, stderr: r.stderr, diff: {} };
}

const nothingDone = /^0 upgraded, 0 newly installed, 0 to remove/m;

async function upgrade(ctx: AptContext, mode: string): Promise<ModuleResult> {
  const p = ctx.params;
  const words = mode === 'dist' || mode === 'full' ? ['dist-upgrade'] : ['upgrade', '--with-new-pkgs'];
  const argv = [
    aptGet,
    '-y',
    ...dpkgWords(p.dpkg_options),
    ...flag(p.force, '--force-yes'),
    ...check(ctx),
    ...words,
    ...flag(p.autoremove, '--auto-remove'),
    ...flag(p.fail_on_autoremove, '--no-remove'),
    ...flag(p.allow_unauthenticated, '--allow-unauthenticated'),
    ...flag(p.allow_downgrade, '--allow-downgrades'),
    ...(p.default_release === null ? [] : ['-t', p.default_release]),
  ];
  const r = await runApt(ctx, argv);
  if (r.rc !== 0)
    throw new ModuleFailure(`'${aptGet} ${words.join(' ')} ' failed: ${r.stderr}`, {
      stdout: r.stdout,
      rc: r.rc,
    });
  if (nothingDone.test(r.stdout))
    return { changed: false, msg: r.stdout, stdout: r.stdout, stderr: r.stderr };
  return {
    changed: true,
    msg: r.stdout,
    stdout: r.stdout,
    stderr: r.stderr,
    diff: ctx.diff ? parseDiff(r.stdout) : {},
  };
}

async function sweep(ctx: AptContext, operation: 'autoremove' | 'autoclean'): Promise<ModuleResult> {
  const p = ctx.params;
  const argv = [
    aptGet,
    '-y',
    ...dpkgWords(p.dpkg_options),
    ...flag(p.purge && operation === 'autoremove', '--purge'),
    ...flag(p.force, '--force-yes'),
    operation,
    ...check(ctx),
  ];
  const result = outcome(ctx, `apt-get ${operation}`, await runApt(ctx, argv));
  const marker =
    operation === 'autoclean' ? /^Del /m : /, [1-9]\d* to remove|^The following packages will be REMOVED/m;
  return { changed: marker.test(String(result['stdout'])), ...result };
}

interface Plan {
  readonly words: string[];
  readonly missing: string[];
}

/** Which packages must be installed, as words for apt-get. */
async function plan(ctx: AptContext, state: AptState, names: readonly string[]): Promise<Plan> {
  const p = ctx.params;
  const latest = p.state === 'latest';
  const specs = names.map(parseAptSpec);
  const expanded: Array<{
    name: string;
    operator: string | undefined;
    version: string | undefined;
    text: string;
  }> = [];
  for (const [i, spec] of specs.entries()) {
    if (spec.version !== undefined || !hasGlob(spec.name)) expanded.push({ ...spec, text: names[i]! });
    else {
      const found = await state.match(spec.name, false);
      if (found.length === 0) throw new ModuleFailure(`No package(s) matching '${spec.name}' available`);
      for (const name of found) expanded.push({ name, operator: undefined, version: undefined, text: name });
    }
  }
  await state.load(expanded.map((e) => e.name).filter(Boolean));
  const words: string[] = [];
  const missing: string[] = [];
  for (const e of expanded) {
    const known = e.name === '' ? undefined : state.get(e.name);
    if (
      known === undefined ||
      (known.installed === undefined && known.candidate === undefined && known.versions.length === 0)
    ) {
      if (e.name !== '' && state.providers(e.name).length > 0 && !latest) continue;
      if (e.name === '' || !(await state.isVirtual(e.name)))
        throw new ModuleFailure(`No package matching '${e.name}' is available`);
      if (!p.only_upgrade) words.push(e.name);
      continue;
    }
    const { installed } = known;
    if (p.only_upgrade && installed === undefined) continue;
    if (e.version !== undefined) {
      const fits = async (v: string): Promise<boolean> =>
        e.operator === '>=' ? state.atLeast(v, e.version!) : fnmatchRegex(e.version!).test(v);
      if (installed !== undefined && (await fits(installed)) && !(latest && known.candidate !== installed))
        continue;
      let choice: string | undefined;
      for (const v of [known.candidate, ...known.versions]) {
        if (choice === undefined && v !== undefined && (await fits(v))) choice = v;
      }
      if (choice === undefined) missing.push(e.text);
      else if (choice !== installed) words.push(`${e.name}=${choice}`);
      continue;
    }
    if (
      installed !== undefined &&
      (!latest || known.candidate === undefined || known.candidate === installed)
    )
      continue;
    words.push(known.candidate === undefined ? e.name : `${e.name}=${known.candidate}`);
  }
  return { words, missing };
}

/** The install command as Ansible's messages show it: with a gap for every switch that is off. */
function shownInstall(ctx: AptContext, words: readonly string[]): string {
  const p = ctx.params;
  const dpkg = p.dpkg_options
    .split(',')
    .filter((o) => o !== '')
    .map((o) => `-o "Dpkg::Options::=--${o}"`)
    .join(' ');
  const on = (b: boolean, word: string): string => (b ? word : '');
  const build = p.state === 'build-dep';
  const switches = [
    on(p.only_upgrade, '--only-upgrade'),
    on(p.state === 'fixed', '--fix-broken'),
    on(p.force, '--force-yes'),
    ...(build ? [] : [on(p.autoremove, '--auto-remove')]),
    on(p.fail_on_autoremove, '--no-remove'),
    on(ctx.checkMode, '--simulate'),
  ];
  const names = words.map((w) => `'${w}'`).join(' ');
  return `${aptGet} -y ${dpkg} ${switches.join(' ')} ${build ? 'build-dep' : 'install'} ${names}`;
}

async function install(
  ctx: AptContext,
  cache: Cache,
  names: readonly string[],
  extra: readonly string[] = [],
): Promise<ModuleResult> {
  const p = ctx.params;
  const about = { cache_updated: cache.updated, cache_update_time: cache.time };
  let words = [...extra];
  if (p.state === 'build-dep') words = [...names];
  else if (names.length > 0) {
    const found = await plan(ctx, await AptState.read(ctx.target), names);
    if (found.missing.length > 0)
      throw new ModuleFailure(`no available installation candidate for ${found.missing.join(', ')}`, about);
    words.push(...found.words);
  }
  if (words.length === 0) return { changed: false, ...about };
  const argv = [
    aptGet,
    '-y',
    ...dpkgWords(p.dpkg_options),
    ...flag(p.only_upgrade, '--only-upgrade'),
    ...flag(p.state === 'fixed', '--fix-broken'),
    ...flag(p.force, '--force-yes'),
    ...flag(p.autoremove, '--auto-remove'),
    ...flag(p.fail_on_autoremove, '--no-remove'),
    ...check(ctx),
    p.state === 'build-dep' ? 'build-dep' : 'install',
    ...words,
  ];
  if (p.default_release !== null) argv.push('-t', p.default_release);
  if (p.install_recommends !== null)
    argv.push('-o', `APT::Install-Recommends=${p.install_recommends ? 'yes' : 'no'}`);
  argv.push(
    ...flag(p.allow_unauthenticated, '--allow-unauthenticated'),
    ...flag(p.allow_downgrade, '--allow-downgrades'),
    ...flag(p.allow_change_held_packages, '--allow-change-held-packages'),
  );
  const r = await runApt(ctx, argv);
  const changed = p.state === 'build-dep' ? !nothingDone.test(r.stdout) : true;
  return { ...outcome(ctx, shownInstall(ctx, words), r, about), changed };
}

async function remove(ctx: AptContext, names: readonly string[]): Promise<ModuleResult> {
  const p = ctx.params;
  const state = await AptState.read(ctx.target);
  const specs = (await Promise.all(names.map((n) => state.match(parseAptSpec(n).name, true)))).flat();
  await state.load(specs);
  const there = specs.filter(
    (n) => state.get(n)?.installed !== undefined || (p.purge && state.get(n)?.configOnly),
  );
  if (there.length === 0) return { changed: false };
  const argv = [
    aptGet,
    '-q',
    '-y',
    ...dpkgWords(p.dpkg_options),
    ...flag(p.purge, '--purge'),
    ...flag(p.force, '--force-yes'),
    ...flag(p.autoremove, '--auto-remove'),
    ...check(ctx),
    'remove',
    ...there,
    ...flag(p.allow_change_held_packages, '--allow-change-held-packages'),
  ];
  return {
    ...outcome(ctx, `apt-get remove ${there.map((n) => `'${n}'`).join(' ')}`, await runApt(ctx, argv)),
    changed: true,
  };
}

/** A .deb file of the host, or one that is fetched to it first. */
async function installDeb(ctx: AptContext, cache: Cache, deb: string): Promise<ModuleResult> {
  const { target } = ctx;
  let path = deb;
  if (deb.includes('://')) {
    path = posix.join(await target.tempDir(), posix.basename(new URL(deb).pathname) || 'package.deb');
    const got = await ctx.runModule(
      'ansible.builtin.get_url',
      new Map([
        ['url', deb],
        ['dest', path],
      ]),
    );
    if (got.get('failed') === true) {
      const why = asText(got.get('response') ?? got.get('msg') ?? '') ?? '';
      throw new ModuleFailure(`Failure downloading ${deb}, ${why}`);
    }
  }
  const info = await tool(target, [
    'dpkg-deb',
    '-W',
    `--showformat=\${Package}\\t\${Version}\\t\${Architecture}`,
    path,
  ]);
  if (info.rc !== 0) {
    const why =
      (await target.stat(path)) === undefined
        ? `E:Could not open file ${path} - open (2: No such file or directory)`
        : info.stderr.trim();
    throw new ModuleFailure(`Unable to install package: ${why}`);
  }
  const [name, version] = info.stdout.split('\t');
  const state = await AptState.read(target);
  await state.load([name!]);
  const installed = state.get(name!)?.installed;
  if (installed === version && !ctx.params.force) return { changed: false, stdout: '', stderr: '', diff: {} };
  if (
    installed !== undefined &&
    installed !== version &&
    !ctx.params.allow_downgrade &&
    (await state.atLeast(installed, version!))
  )
    throw new ModuleFailure('A later version is already installed');
  const result = await install(ctx, cache, [], [path.includes('/') ? path : `./${path}`]);
  const { cache_updated: _u, cache_update_time: _t, ...rest } = result;
  return rest;
}

export default defineModule<AptParams>({
  shortDescription: 'Manages packages with apt',
  description:
    'Installs, upgrades and removes packages of Debian and its kin. Needs no python-apt: it asks dpkg and apt-cache.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/apt_module.html',
  options: aptOptions,
  mutuallyExclusive: [['deb', 'package', 'upgrade']],
  returns: {
    cache_updated: {
      description: 'Whether the lists were fetched.',
      returned: 'success, in some cases',
      type: 'bool',
      sample: true,
    },
    cache_update_time: {
      description: 'Time of the last update of the lists, seconds since the epoch.',
      returned: 'success, in some cases',
      type: 'int',
      sample: 1425828348,
    },
    stdout: { description: 'Output of apt.', returned: 'success, when needed', type: 'str' },
    stderr: { description: 'Error output of apt.', returned: 'success, when needed', type: 'str' },
  },
  oldValues: { state: { installed: 'present', removed: 'absent', uninstalled: 'absent' } },
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    if (p.upgrade === 'no') ctx.showArgument?.('upgrade', null);
    if ((await ctx.target.which('apt-get')) === undefined)
      throw new ModuleFailure('Could not find apt-get. Only Debian and its kin have it.');
    const names = (p.package ?? []).map((n) => n.trim());
    if (p.clean) {
      const cleaned = await clean(ctx);
      const alone =
        names.length === 0 &&
        (p.upgrade === null || p.upgrade === 'no') &&
        p.deb === null &&
        !p.autoremove &&
        !p.autoclean &&
        !p.update_cache;
      if (alone) return cleaned;
    }
    const cache = await updateCache(ctx);
    const about = { cache_updated: cache.updated, cache_update_time: cache.time };
    if (
      (p.update_cache === true || p.cache_valid_time > 0) &&
      names.length === 0 &&
      (p.upgrade === null || p.upgrade === 'no') &&
      p.deb === null &&
      !p.autoremove &&
      !p.autoclean
    )
      return { changed: cache.updated, ...about };
    if (p.upgrade !== null && p.upgrade !== 'no') return upgrade(ctx, p.upgrade);
    if (p.deb !== null) {
      if (p.state !== 'present') throw new ModuleFailure('deb only supports state=present');
      return installDeb(ctx, cache, p.deb);
    }
    if (names.includes('*')) {
      if (p.state === 'latest') return upgrade(ctx, 'yes');
      throw new ModuleFailure("unable to install or remove all packages: '*' goes with state=latest only");
    }
    if (names.length === 0 && p.autoremove) return sweep(ctx, 'autoremove');
    if (names.length === 0 && p.autoclean) return sweep(ctx, 'autoclean');
    for (const n of names)
      if ((n.match(/=/g) ?? []).length > 1) throw new ModuleFailure(`invalid package spec: ${n}`);
    if (p.state === 'latest' && names.some((n) => n.includes('=')))
      throw new ModuleFailure(
        'version number inconsistent with state=latest: ' + names.find((n) => n.includes('=')),
      );
    if (p.state === 'absent') return remove(ctx, names);
    return install(ctx, cache, names);
  },
});
