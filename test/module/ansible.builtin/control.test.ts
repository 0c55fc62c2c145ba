import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { UndefinedVariableError } from '../../../src/errors/ansible-error.ts';
import { setNoticeSink } from '../../../src/errors/notices.ts';
import type { ModuleTemplar } from '../../../src/module/define.ts';
import { activeConnections, longAddress, procAddress } from '../../../src/module/support/port.ts';
import { runModule } from '../harness.ts';

/** A templar that knows a few texts; everything else is undefined. */
const templar = (known: Record<string, unknown>): ModuleTemplar => ({
  template: async (v) => {
    if (typeof v !== 'string' || !v.includes('{{')) return v;
    if (v in known) return known[v] as never;
    throw new UndefinedVariableError("'nope' is undefined. 'nope' is undefined");
  },
  render: async (t) => t,
  condition: async (c) => known[String(c)] === true || c === true,
});

describe('debug, fail, assert', () => {
  test('debug', async () => {
    expect(await runModule('debug', {})).toEqual({
      msg: 'Hello world!',
      _ansible_verbose_always: true,
      changed: false,
    });
    expect(await runModule('debug', { msg: [1, 'a'] })).toMatchObject({ msg: [1, 'a'] });
    expect(await runModule('debug', { var: 'x' }, { templar: templar({ '{{x}}': [1] }) })).toEqual({
      x: [1],
      _ansible_verbose_always: true,
      changed: false,
    });
    expect(await runModule('debug', { var: 'nope' }, { templar: templar({}) })).toMatchObject({
      nope: 'VARIABLE IS NOT DEFINED!',
    });
    expect(await runModule('debug', { var: 'nope' }, { templar: templar({}), verbosity: 1 })).toMatchObject({
      nope: "VARIABLE IS NOT DEFINED!: 'nope' is undefined. 'nope' is undefined",
    });
    expect(await runModule('debug', { msg: 'a', verbosity: 2 }, { verbosity: 1 })).toEqual({
      skipped_reason: 'Verbosity threshold not met.',
      skipped: true,
      changed: false,
    });
    expect(await runModule('debug', { msg: 'a', var: 's' })).toMatchObject({
      failed: true,
      msg: "'msg' and 'var' are incompatible options",
    });
  });
  test('fail', async () => {
    expect(await runModule('fail', {})).toMatchObject({ failed: true, msg: 'Failed as requested from task' });
    expect(await runModule('fail', { msg: [1, 2] })).toMatchObject({ msg: [1, 2] });
  });
  test('assert', async () => {
    const t = { templar: templar({ yes: true }) };
    expect(await runModule('assert', { that: 'yes' }, t)).toEqual({
      _ansible_verbose_always: true,
      changed: false,
      msg: 'All assertions passed',
    });
    expect(await runModule('assert', { that: ['yes', 'no'], quiet: true }, t)).toEqual({
      failed: true,
      evaluated_to: false,
      assertion: 'no',
      msg: 'Assertion failed',
      changed: false,
    });
    expect(await runModule('assert', { that: 'no', fail_msg: ['a', 'b'] }, t)).toMatchObject({
      msg: ['a', 'b'],
      _ansible_verbose_always: true,
    });
    await expect(runModule('assert', { that: 'no', fail_msg: 5 }, t)).rejects.toThrow(
      "Incorrect type for fail_msg or msg, expected a string or list and got <class 'int'>",
    );
  });
});

describe('variables and inventory', () => {
  test('set_fact', async () => {
    const r = await runModule('set_fact', { a: 'yes', b: 'True', c: "'x'", d: '5', cacheable: true });
    expect(r).toEqual({
      ansible_facts: { a: true, b: true, c: "'x'", d: '5' },
      _ansible_facts_cacheable: true,
      changed: false,
    });
    expect(await runModule('set_fact', { 'a-b': 1 })).toMatchObject({
      failed: true,
      msg: "The variable name 'a-b' is not valid. Variables must start with a letter or underscore character, and contain only letters, numbers and underscores.",
    });
    expect(await runModule('set_fact', { cacheable: true })).toMatchObject({
      msg: 'No key/value pairs provided, at least one is required for this action to succeed',
    });
    expect(
      await runModule('set_fact', { a: 'yes' }, { settings: { DEFAULT_JINJA2_NATIVE: true } }),
    ).toMatchObject({ ansible_facts: { a: 'yes' } });
  });
  test('add_host, group_by, set_stats', async () => {
    expect(await runModule('add_host', { name: 'h2:2222', groups: 'g1, g2,g1', foo: 'bar' })).toEqual({
      changed: true,
      add_host: { host_name: 'h2', groups: ['g1', 'g2'], host_vars: { foo: 'bar', ansible_ssh_port: 2222 } },
    });
    expect(await runModule('add_host', { name: '[fe80::1]:22' })).toMatchObject({
      add_host: { host_name: 'fe80::1', host_vars: { ansible_ssh_port: 22 } },
    });
    expect(await runModule('add_host', { name: 'fe80::1' })).toMatchObject({
      add_host: { host_name: 'fe80::1', groups: [], host_vars: {} },
    });
    expect(await runModule('add_host', { groups: 'g' })).toMatchObject({
      failed: true,
      msg: 'name, host or hostname needs to be provided',
    });
    expect(await runModule('group_by', { key: 'a b-c', parents: ['p q', 'r'] })).toEqual({
      changed: false,
      add_group: 'a-b-c',
      parent_groups: ['p-q', 'r'],
    });
    expect(await runModule('set_stats', { data: { a: 1 }, per_host: 'yes' })).toEqual({
      changed: false,
      ansible_stats: { data: { a: 1 }, per_host: true, aggregate: true },
    });
  });
  test('wait_for', async () => {
    const server = createServer((s) => void s.on('error', () => {}).end('hello there 42\n'));
    const port = await new Promise<number>((r) =>
      server.listen(0, '127.0.0.1', () => r((server.address() as { port: number }).port)),
    );
    try {
      expect(await runModule('wait_for', { port })).toMatchObject({
        state: 'started',
        port,
        elapsed: 0,
        match_groups: [],
      });
      expect(await runModule('wait_for', { port, search_regex: 'there (?P<n>\\d+)' })).toMatchObject({
        match_groups: ['42'],
        match_groupdict: { n: '42' },
      });
      expect(await runModule('wait_for', { port, state: 'stopped', timeout: 0 })).toMatchObject({
        failed: true,
        msg: `Timeout when waiting for 127.0.0.1:${port} to stop.`,
      });
    } finally {
      server.close();
    }
    expect(await runModule('wait_for', { port, timeout: 0, msg: 'mine' })).toMatchObject({
      failed: true,
      msg: 'mine',
    });
    expect(await runModule('wait_for', { path: '/nope', timeout: 0 })).toMatchObject({
      msg: 'Timeout when waiting for file /nope',
    });
    expect(await runModule('wait_for', { path: '/nope', state: 'absent' })).toMatchObject({
      state: 'absent',
      path: '/nope',
    });
    expect(await runModule('wait_for', { path: '/etc/passwd', search_regex: '^(r\\w+t):' })).toMatchObject({
      state: 'file',
      match_groups: ['root'],
      uid: 0,
      mode: '0644',
    });
    expect(await runModule('wait_for', { path: '/', port: 1 })).toMatchObject({
      msg: 'port and path parameter can not both be passed to wait_for',
    });
  });
  test('connections of a port', () => {
    const text = [
      '  sl  local_address rem_address   st tx_queue rx_queue',
      '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
      '   1: 0100007F:1F90 0200000A:C350 01 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
      '   2: 0100007F:1F90 0300000A:C350 06 00000000:00000000 00:00000000 00000000     0        0 1 1 0 100 0 0 10 0',
    ].join('\n');
    const all = ['ESTABLISHED', 'TIME_WAIT'];
    expect(activeConnections(text, 8080, undefined, new Set(), all)).toBe(2);
    expect(activeConnections(text, 8080, new Set(['127.0.0.1']), new Set(['10.0.0.2']), all)).toBe(1);
    expect(activeConnections(text, 8080, new Set(['10.9.9.9']), new Set(), all)).toBe(0);
    expect(procAddress('0000000000000000FFFF00000100007F')).toBe('127.0.0.1');
    expect(longAddress('::1')).toBe(procAddress('00000000000000000000000001000000'));
  });
  test('async_status of a job nobody knows', async () => {
    expect(await runModule('async_status', { jid: '123.4', mode: 'status' })).toMatchObject({
      failed: true,
      started: 1,
      finished: 1,
      msg: 'could not find job',
      ansible_job_id: '123.4',
    });
    expect(await runModule('async_status', { jid: '../x' })).toMatchObject({ failed: true });
  });
  test('include_vars', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'vars-'));
    mkdirSync(join(dir, 'vd/sub'), { recursive: true });
    writeFileSync(join(dir, 'vd/a.yml'), '{"a": 1}');
    writeFileSync(join(dir, 'vd/b.json'), '{"b": {"x": 1}}');
    writeFileSync(join(dir, 'vd/d.txt'), '{"d": 1}');
    writeFileSync(join(dir, 'vd/sub/c.yaml'), '{"c": 3}');
    writeFileSync(join(dir, 'list.yml'), '[1]');
    const run = (args: Record<string, unknown>, more: object = {}) =>
      runModule('include_vars', args as never, { baseDir: dir, ...more });
    expect(await run({}, { freeForm: 'vd/a.yml' })).toMatchObject({
      ansible_facts: { a: 1 },
      ansible_included_var_files: [join(dir, 'vd/a.yml')],
    });
    expect(await run({ file: 'vd/a.yml', name: 'q' })).toMatchObject({ ansible_facts: { q: { a: 1 } } });
    expect(await run({ dir: 'vd' })).toMatchObject({
      failed: true,
      ansible_facts: {},
      message: `${dir}/vd/d.txt does not have a valid extension: yaml, yml, json`,
      ansible_included_var_files: [join(dir, 'vd/a.yml'), join(dir, 'vd/b.json')],
    });
    expect(await run({ dir: 'vd', ignore_unknown_extensions: true })).toMatchObject({
      ansible_facts: { a: 1, b: { x: 1 }, c: 3 },
    });
    expect(await run({ dir: 'vd', ignore_files: ['txt$'], depth: 1 })).toMatchObject({
      ansible_facts: { a: 1, b: { x: 1 } },
    });
    expect(await run({ file: 'list.yml' })).toMatchObject({
      failed: true,
      message: `${dir}/list.yml must be stored as a dictionary/hash`,
    });
    expect(await run({ dir: 'nodir' })).toMatchObject({ message: `${dir}/nodir directory does not exist` });
    await expect(run({ dir: 'vd', file: 'x' })).rejects.toThrow(
      'You are mixing file only and dir only arguments, these are incompatible',
    );
    expect(
      await run({ file: 'vd/b.json', hash_behaviour: 'merge' }, { vars: { b: { y: 2 } } }),
    ).toMatchObject({ ansible_facts: { b: { y: 2, x: 1 } } });
  });
  test('pause', async () => {
    const warnings: string[] = [];
    const quiet = { deprecated() {}, verbose() {}, display() {}, error() {}, verbosity: 0 };
    const before = setNoticeSink({ ...quiet, warning: (m) => warnings.push(m) });
    const r = await runModule('pause', { echo: true }).finally(() => setNoticeSink(before));
    expect(r).toMatchObject({
      rc: 0,
      stdout: 'Paused for 0.0 minutes',
      delta: 0,
      user_input: '',
      echo: true,
    });
    // not in the result, as under Ansible
    expect(r).not.toHaveProperty('warnings');
    expect(warnings).toEqual(['Not waiting for response to prompt as stdin is not interactive']);
    expect(await runModule('pause', { seconds: 'abc' })).toMatchObject({
      msg: "argument 'seconds' is of type <class 'ansible.parsing.yaml.objects.AnsibleUnicode'> and we were unable to convert to int: invalid literal for int() with base 10: 'abc'",
    });
  });
});
