import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { loadSettings } from '../../src/config/settings.ts';
import { setNoticeSink } from '../../src/errors/notices.ts';
import { jsonLoads } from '../../src/value/json-read.ts';
import { fromPlain } from '../../src/value/plain.ts';
import { isUnsafe } from '../../src/value/text.ts';
import type { Dict, Value } from '../../src/value/types.ts';
import { parseExtraVars } from '../../src/vars/extra-vars.ts';
import { MemoryFactCache, openFactCache } from '../../src/vars/fact-cache.ts';
import { FileFactCache, jsonFormat } from '../../src/vars/fact-files.ts';
import { HostGroupVars } from '../../src/vars/host-group-vars.ts';
import { factsJson } from '../../src/vars/json-text.ts';
import { DataLoader } from '../../src/vault/data-loader.ts';

/** Answers of Ansible, written by generate-vars.py. */
interface Answer {
  readonly behaviour: 'replace' | 'merge';
  readonly value?: unknown;
  readonly message?: string;
}
const recorded = JSON.parse(readFileSync(new URL('data/vars.json', import.meta.url), 'utf8')) as {
  readonly extraFiles: Record<string, string>;
  readonly extra: Array<Answer & { readonly options: string[] }>;
  readonly tree: Record<string, string>;
  readonly trees: Array<
    Answer & { readonly kind: 'host' | 'group'; readonly name: string; readonly base: string }
  >;
  readonly facts: string[];
};

const warnings: string[] = [];
setNoticeSink({
  warning: (m) => void warnings.push(m),
  deprecated() {},
  verbose() {},
  display() {},
  error() {},
  verbosity: 0,
});
const root = mkdtempSync(join(tmpdir(), 'vars-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let dirs = 0;
function folder(files: Record<string, string> = {}): string {
  const dir = join(root, String(++dirs));
  mkdirSync(dir);
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, name)), { recursive: true });
    writeFileSync(join(dir, name), text);
  }
  return dir;
}
const settingsIn = (cwd: string, env: Record<string, string> = {}) =>
  loadSettings({ cwd, env: { HOME: cwd, ANSIBLE_CONFIG: '/dev/null', ...env } });
/** Values in a form that vitest compares: floats and unsafe texts as JSON says them. */
const shown = (v: Value): unknown => JSON.parse(factsJson(v));
function answer(f: () => Value, dir: string): Pick<Answer, 'value' | 'message'> {
  try {
    return { value: shown(f()) };
  } catch (e) {
    return { message: (e as Error).message.split('\n')[0]!.replaceAll(dir, '@DIR@') };
  }
}

it('reads -e options as Ansible does', () => {
  const dir = folder(recorded.extraFiles);
  for (const c of recorded.extra) {
    const loader = new DataLoader({ settings: settingsIn(dir) });
    const ours = answer(() => parseExtraVars(c.options, loader, c.behaviour), dir);
    const wanted = c.message === undefined ? { value: c.value } : { message: c.message };
    expect({ options: c.options, ...ours }).toEqual({ options: c.options, ...wanted });
  }
});

it('reads group_vars and host_vars as Ansible does', () => {
  const dir = folder({ ...recorded.tree, 'other/group_vars': 'a file\n' });
  mkdirSync(join(dir, 'sub'));
  for (const c of recorded.trees) {
    const settings = settingsIn(dir, { ANSIBLE_HASH_BEHAVIOUR: c.behaviour });
    const vars = new HostGroupVars(new DataLoader({ settings }), settings);
    const base = join(dir, c.base);
    const ours = answer(
      () => (c.kind === 'group' ? vars.groupVars(c.name, base) : vars.hostVars(c.name, base)),
      dir,
    );
    const wanted = c.message === undefined ? { value: c.value } : { message: c.message };
    expect({ of: [c.kind, c.name, c.base], ...ours }).toEqual({ of: [c.kind, c.name, c.base], ...wanted });
  }
  expect(warnings.some((w) => w.startsWith('Found group_vars that is not a directory, skipping: '))).toBe(
    true,
  );
});

it('remembers files of variables until it is told to forget', () => {
  const dir = folder({ 'group_vars/g.yml': 'a: 1\n' });
  const settings = settingsIn(dir);
  const loader = new DataLoader({ settings });
  const vars = new HostGroupVars(loader, settings);
  expect(vars.groupVars('g', dir)).toBe(vars.groupVars('g', dir));
  const before = vars.groupVars('g', dir);
  vars.clear();
  expect(vars.groupVars('g', dir)).not.toBe(before);
});

const jsonFacts = (dir: string, prefix: string, timeout: number): FileFactCache =>
  new FileFactCache(jsonFormat, { name: 'jsonfile', dir, cwd: '/', prefix, timeout });

it('writes the fact cache as Ansible writes it, privately, and reads it back as unsafe text', () => {
  const dir = join(folder(), 'made', 'here');
  for (const text of recorded.facts) {
    jsonFacts(dir, 'p_', 0).set('h', jsonLoads(text) as Dict);
    expect(readFileSync(join(dir, 'p_h'), 'utf8')).toBe(text);
    expect(statSync(join(dir, 'p_h')).mode & 0o777).toBe(0o600);
    expect(factsJson(jsonFacts(dir, 'p_', 0).get('h')!)).toBe(text);
  }
  writeFileSync(join(dir, 'p_u'), '{"a": "{{ evil }}", "l": ["{{ evil }}"]}');
  const facts = jsonFacts(dir, 'p_', 0).get('u')!;
  expect(isUnsafe(facts.get('a')!)).toBe(true);
  expect(isUnsafe((facts.get('l') as Value[])[0]!)).toBe(true);
});

it('knows which facts are too old, and whose they are', () => {
  const dir = folder();
  const cache = () => jsonFacts(dir, 'p_', 60);
  cache().set('old', fromPlain({ a: 1 }) as Dict);
  cache().set('new', fromPlain({ a: 2 }) as Dict);
  const then = Date.now() / 1000 - 3600;
  utimesSync(join(dir, 'p_old'), then, then);
  writeFileSync(join(dir, 'other'), '{}');
  writeFileSync(join(dir, '.hidden'), '{}');
  expect(cache().get('old')).toBeUndefined();
  expect(cache().keys()).toEqual(['new']);
  expect(jsonFacts(dir, 'p_', 0).keys().sort()).toEqual(['new', 'old']);
  cache().delete('new');
  expect(existsSync(join(dir, 'p_new'))).toBe(false);
  const all = jsonFacts(dir, 'p_', 0);
  all.clear();
  expect(all.keys()).toEqual([]);
  expect(existsSync(join(dir, 'other'))).toBe(true);
});

it("a host's name never leads out of the cache", () => {
  const parent = folder();
  const dir = join(parent, 'cache');
  const cache = jsonFacts(dir, '', 0);
  for (const host of ['../evil', '..', '.', '/etc/evil']) {
    cache.set(host, new Map());
    expect(jsonFacts(dir, '', 0).get(host)).toEqual(new Map());
  }
  expect(existsSync(join(parent, 'evil'))).toBe(false);
});

it('adds facts to those that are there', () => {
  for (const cache of [new MemoryFactCache(), jsonFacts(folder(), '', 0)]) {
    cache.update('h', fromPlain({ a: 1, b: 1 }) as Dict);
    cache.update('h', fromPlain({ b: 2 }) as Dict);
    expect(shown(cache.get('h')!)).toEqual({ a: 1, b: 2 });
    expect(cache.keys()).toEqual(['h']);
    cache.delete('h');
    expect(cache.get('h')).toBeUndefined();
  }
});

it('removes a broken file and says so', () => {
  const dir = folder({ h: '{"a": ' });
  expect(() => jsonFacts(dir, '', 0).get('h')).toThrow(
    `The cache file ${join(dir, 'h')} was corrupt, or did not otherwise contain valid data. It has been removed, so you can re-run your command now.`,
  );
  expect(existsSync(join(dir, 'h'))).toBe(false);
});

it('opens the cache that the settings name, or one for this run', () => {
  const dir = folder();
  const env = { ANSIBLE_CACHE_PLUGIN: 'jsonfile', ANSIBLE_CACHE_PLUGIN_CONNECTION: '$HOME/facts' };
  openFactCache(settingsIn(dir, { ...env, ANSIBLE_CACHE_PLUGIN_PREFIX: 'x_' })).set('h', new Map());
  expect(existsSync(join(dir, 'facts', 'x_h'))).toBe(true);
  warnings.length = 0;
  expect(openFactCache(settingsIn(dir))).toBeInstanceOf(MemoryFactCache);
  expect(warnings).toEqual([]);
  expect(openFactCache(settingsIn(dir, { ANSIBLE_CACHE_PLUGIN: 'redis' }))).toBeInstanceOf(MemoryFactCache);
  expect(openFactCache(settingsIn(dir, { ANSIBLE_CACHE_PLUGIN: 'jsonfile' }))).toBeInstanceOf(
    MemoryFactCache,
  );
  expect(warnings).toHaveLength(2);
});
