import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { loadSettings, type Settings } from '../../src/config/settings.ts';
import { setNoticeSink } from '../../src/errors/notices.ts';
import { type Inventory, loadInventory } from '../../src/inventory/inventory.ts';
import type { Dict, Value } from '../../src/value/types.ts';
import { PyFloat } from '../../src/value/types.ts';
import { combineVars } from '../../src/vars/merge.ts';
import { DataLoader } from '../../src/vault/data-loader.ts';

const dir = mkdtempSync(join(tmpdir(), 'inv-test-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function read(
  sources: string[],
  env: Record<string, string> = {},
): Promise<{ inventory: Inventory; told: string[]; settings: Settings }> {
  const told: string[] = [];
  const before = setNoticeSink({
    warning: (m) => told.push(m.split(/\s+/).filter(Boolean).join(' ')),
    deprecated() {},
    verbose() {},
    display() {},
    error() {},
    verbosity: 0,
  });
  try {
    const settings = loadSettings({
      cwd: dir,
      env: { HOME: dir, ANSIBLE_CONFIG: '/dev/null', PATH: '/usr/bin:/bin', ...env },
    });
    const inventory = await loadInventory({ sources, settings, loader: new DataLoader({ settings }) });
    return { inventory, told, settings };
  } finally {
    setNoticeSink(before);
  }
}

function plain(v: Value): unknown {
  if (v instanceof PyFloat) return v.value;
  if (Array.isArray(v)) return v.map(plain);
  if (v instanceof Map) return Object.fromEntries([...v].map(([k, w]) => [String(k), plain(w)]));
  return v;
}

interface Recorded {
  readonly inventories: Array<{
    name: string;
    text: string;
    data: Record<string, { hosts?: string[]; children?: string[]; vars?: object; hostvars?: object }>;
    warnings: string[];
  }>;
  readonly patterns: Array<{ pattern: string; hosts: string[]; warnings: string[] }>;
}
const recorded = JSON.parse(readFileSync(new URL('data/cases.json', import.meta.url), 'utf8')) as Recorded;

describe('inventories as ansible-inventory reads them (recorded)', () => {
  it.each(recorded.inventories.map((c) => [c.name, c.text, c] as const))('%s %j', async (name, text, c) => {
    writeFileSync(join(dir, name), text);
    const { inventory, told } = await read([join(dir, name)]);
    expect(told.map((w) => w.replaceAll(dir, 'DIR'))).toEqual(c.warnings);
    const { _meta, ...groups } = c.data;
    for (const [group, want] of Object.entries(groups)) {
      const g = inventory.groups.get(group);
      expect(g, group).toBeDefined();
      // ansible-inventory does not print the hosts of `all`, and adds a priority that is not 1.
      if (group !== 'all') expect(g!.hosts.map((h) => h.name).sort()).toEqual([...(want.hosts ?? [])].sort());
      expect(g!.childGroups.map((h) => h.name).sort()).toEqual([...(want.children ?? [])].sort());
      expect(plain(g!.vars as Dict)).toEqual(
        Object.fromEntries(Object.entries(want.vars ?? {}).filter(([k]) => k !== 'ansible_group_priority')),
      );
    }
    const hostvars = (_meta?.hostvars ?? {}) as Record<string, object>;
    for (const h of inventory.hosts.values()) {
      const own = new Map(h.vars);
      own.delete('inventory_file');
      own.delete('inventory_dir');
      expect(plain(own as Dict)).toEqual(hostvars[h.name] ?? {});
    }
  });
});

describe('host patterns (recorded)', () => {
  it('choose the same hosts with the same warnings', async () => {
    writeFileSync(join(dir, 'p'), 'h0\n[a]\nh1\nh2\nh3\n[b]\nh3\nh4\n[c:children]\na\nb\n');
    for (const c of recorded.patterns) {
      const { inventory } = await read([join(dir, 'p')]);
      const told: string[] = [];
      const before = setNoticeSink({
        warning: (m) => told.push(m),
        deprecated() {},
        verbose() {},
        display() {},
        error() {},
        verbosity: 0,
      });
      // a subscript past the end is an error, which the record has as no hosts
      const past = ['all[5]', 'c[7]'].includes(c.pattern);
      if (past)
        expect(() => inventory.getHosts(c.pattern)).toThrow('No hosts matched the subscripted pattern');
      const hosts = past ? [] : inventory.getHosts(c.pattern).map((h) => h.name);
      setNoticeSink(before);
      expect({ pattern: c.pattern, hosts, warnings: told }).toEqual(c);
    }
  });
});

describe('host patterns that are regexes', () => {
  it('are those of Python', async () => {
    writeFileSync(join(dir, 're'), 'web-01\nweb-02\nDb1\n');
    const { inventory } = await read([join(dir, 're')]);
    const names = (p: string) => inventory.getHosts(p).map((h) => h.name);
    expect(names('~web\\-0[12]')).toEqual(['web-01', 'web-02']);
    expect(names('~(?i)db')).toEqual(['Db1']);
    expect(names('~(?P<n>web)-01\\Z')).toEqual(['web-01']);
    expect(() => names('~(')).toThrow('Invalid host list pattern: ~(');
  });
});

describe('sources', () => {
  it('takes a list of hosts that is too long for a file name', async () => {
    const wanted = Array.from({ length: 400 }, (_, i) => `host${i}.example.com`);
    const { inventory } = await read([wanted.join(',')]);
    expect([...inventory.hosts.keys()]).toEqual(wanted);
    expect(inventory.hosts.get('host0.example.com')!.vars.get('inventory_dir')).toBe('None');
  });
  it('runs scripts, with --host where there is no _meta', async () => {
    const script = join(dir, 'script.sh');
    writeFileSync(
      script,
      '#!/bin/sh\nif [ "$1" = --host ]; then echo "{\\"me\\": \\"$2\\"}"; else echo \'{"g": {"hosts": ["a"], "vars": {"x": 1}}, "k": ["b"]}\'; fi\n',
    );
    chmodSync(script, 0o755);
    const { inventory, told } = await read([script]);
    expect(told).toEqual([]);
    expect(inventory.getHosts('g')[0]!.vars.get('me')).toBe('a');
    expect(inventory.groups.get('g')!.vars.get('x')).toBe(1);
    expect(inventory.getHosts('k').map((h) => h.name)).toEqual(['b']);
  });
  it('says what failed in a script', async () => {
    const script = join(dir, 'bad.sh');
    writeFileSync(script, '#!/bin/sh\necho oops >&2; exit 3\n');
    chmodSync(script, 0o755);
    const { told } = await read([script]);
    expect(told[0]).toContain(`Inventory script (${script}) had an execution error: oops`);
  });
  it('reads a directory without ignored files, comma lists, and what does not exist', async () => {
    const d = join(dir, 'd');
    mkdirSync(join(d, 'group_vars'), { recursive: true });
    writeFileSync(join(d, 'a'), 'h1\n');
    writeFileSync(join(d, 'b.ini'), 'h2\n');
    writeFileSync(join(d, 'c.yml'), 'all: {hosts: {h3: }}\n');
    const { inventory } = await read([d, 'x,y:22,']);
    expect([...inventory.hosts.keys()]).toEqual(['h1', 'h3', 'x', 'y']);
    const none = await read([join(dir, 'nothing')]);
    expect(none.told).toEqual([
      `Unable to parse ${join(dir, 'nothing')} as an inventory source`,
      'No inventory was parsed, only implicit localhost is available',
    ]);
    expect(none.inventory.getHosts('localhost')[0]!.implicit).toBe(true);
    await expect(read([join(dir, 'nothing')], { ANSIBLE_INVENTORY_UNPARSED_FAILED: '1' })).rejects.toThrow(
      'No inventory was parsed, please check your configuration and options.',
    );
  });
  it('limits, restricts and orders', async () => {
    writeFileSync(join(dir, 'p'), 'h0\n[a]\nh1\nh2\nh3\n');
    writeFileSync(join(dir, 'limit'), 'h1\nh3\n');
    const { inventory } = await read([join(dir, 'p')]);
    inventory.subset(`@${join(dir, 'limit')}`);
    expect(inventory.getHosts('all').map((h) => h.name)).toEqual(['h1', 'h3']);
    expect(
      inventory.getHosts('all', { ignoreLimit: true, order: 'reverse_sorted' }).map((h) => h.name),
    ).toEqual(['h3', 'h2', 'h1', 'h0']);
    inventory.restrict(['h3']);
    expect(inventory.getHosts('all').map((h) => h.name)).toEqual(['h3']);
    expect(() => inventory.subset('@nofile')).toThrow("Unable to find limit file b'nofile'");
  });
  it('builds groups from variables', async () => {
    mkdirSync(join(dir, 'k'), { recursive: true });
    writeFileSync(join(dir, 'k', 'a'), 'w1 os=linux ver=8\nw2 os=win ver=9\n');
    writeFileSync(
      join(dir, 'k', 'b.yml'),
      'plugin: constructed\ncompose: {full: "os ~ ver", bad: nope}\ngroups: {lin: "os == \'linux\'"}\nkeyed_groups: [{key: os, prefix: os, parent_group: oses}]\n',
    );
    const { inventory } = await read([join(dir, 'k')], { ANSIBLE_INVENTORY_ENABLED: 'auto,ini,constructed' });
    expect(inventory.getHosts('lin').map((h) => h.name)).toEqual(['w1']);
    expect(inventory.getHosts('os_win').map((h) => h.name)).toEqual(['w2']);
    expect(inventory.groups.get('oses')!.childGroups.map((g) => g.name)).toEqual(['os_linux', 'os_win']);
    expect(inventory.hosts.get('w1')!.vars.get('full')).toBe('linux8');
    expect(combineVars(new Map([['a', 1]]), new Map([['a', 2]]))).toEqual(new Map([['a', 2]]));
  });
});
