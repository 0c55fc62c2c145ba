import { existsSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { atLeast } from '../../src/module/support/iptables-rule.ts';
import { runModule } from './harness.ts';
import { standIns } from './stand-ins.ts';

/** An iptables that knows one rule (a file), and a chain NEW once it was made. */
const script = `case "$3" in
-C) test -e $STATE/rule;;
-A|-I) : > $STATE/rule;;
-D) rm $STATE/rule;;
-N) : > $STATE/NEW;;
-X) rm $STATE/NEW;;
-L) if [ "$4" = NEW ]; then test -e $STATE/NEW; else echo "Chain $4 (policy ACCEPT)"; fi;;
--version) ;;
esac || exit 1
[ "$1" = --version ] && echo 'iptables v1.8.9 (nf_tables)'; exit 0`;

/** Parameters, and the rule that the real module (ansible-core 2.14.18) makes of them. */
const rules: ReadonlyArray<readonly [object, string]> = [
  [{ source: '8.8.8.8', jump: 'DROP' }, '-s 8.8.8.8 -j DROP'],
  [
    {
      in_interface: 'eth0',
      protocol: 'tcp',
      match: 'tcp',
      destination_port: '80',
      jump: 'REDIRECT',
      to_ports: '8600',
      comment: 'web',
    },
    '-p tcp -m tcp -j REDIRECT -i eth0 --destination-port 80 --to-ports 8600 -m comment --comment web',
  ],
  [
    { ctstate: 'ESTABLISHED,RELATED', jump: 'ACCEPT' },
    '-j ACCEPT -m conntrack --ctstate ESTABLISHED,RELATED',
  ],
  [{ ctstate: ['NEW'], match: ['state'], jump: 'ACCEPT' }, '-m state -j ACCEPT --state NEW'],
  [
    { jump: 'REJECT', uid_owner: '1000', gid_owner: '!5', syn: 'negate' },
    '-j REJECT ! --syn -m owner --uid-owner 1000 -m owner ! --gid-owner 5',
  ],
  [
    { tcp_flags: { flags: ['ALL'], flags_set: ['ACK', 'RST'] }, protocol: 'tcp' },
    '-p tcp --tcp-flags ALL ACK,RST',
  ],
  [
    { protocol: 'tcp', destination_ports: ['80', '8081:8083'], jump: 'ACCEPT' },
    '-p tcp -j ACCEPT -m multiport --dports 80,8081:8083',
  ],
  [
    { src_range: '10.0.0.1-10.0.0.9', match_set: 'admins', match_set_flags: 'src', limit: '2/second' },
    '-m iprange --src-range 10.0.0.1-10.0.0.9 -m set --match-set admins src -m limit --limit 2/second',
  ],
  [
    { reject_with: 'tcp-reset', icmp_type: '8', wait: '3' },
    '-w 3 -j REJECT --reject-with tcp-reset --icmp-type 8',
  ],
  [{ jump: 'TEE', gateway: '1.2.3.4', set_dscp_mark: '1' }, '-j TEE --gateway 1.2.3.4 --set-dscp 1'],
];

describe('iptables', async () => {
  const s = await standIns({ iptables: script });
  const run = (args: object, more: object = {}) =>
    runModule('iptables', { chain: 'INPUT', ...args } as never, { target: s.target, ...more });
  test.each(rules)('%j', async (args, rule) => {
    rmSync(join(s.dir, 'rule'), { force: true });
    expect(await run(args, { check: true })).toMatchObject({ changed: true, rule, chain: 'INPUT' });
    s.commands();
    expect(await run(args)).toMatchObject({ changed: true });
    expect(s.commands().at(-1)).toBe(`iptables -t filter -A INPUT ${rule}`);
    expect(await run(args)).toMatchObject({ changed: false });
    expect(await run({ ...args, state: 'absent' })).toMatchObject({ changed: true });
  });
  test('chains, policies, flushing', async () => {
    rmSync(join(s.dir, 'rule'), { force: true });
    expect(await run({ policy: 'DROP' })).toMatchObject({ changed: true });
    expect(await run({ policy: 'ACCEPT' })).toMatchObject({ changed: false });
    s.commands();
    expect(await run({ chain: 'NEW', chain_management: true, jump: 'ACCEPT' })).toMatchObject({
      changed: true,
    });
    expect(s.commands().slice(-2)).toEqual([
      'iptables -t filter -N NEW',
      'iptables -t filter -A NEW -j ACCEPT',
    ]);
    expect(await run({ chain: 'NEW', chain_management: true, state: 'absent' })).toMatchObject({
      changed: true,
    });
    expect(existsSync(join(s.dir, 'NEW'))).toBe(false);
    expect(await run({ flush: true, chain: null, table: 'nat' })).toMatchObject({ changed: true });
    expect(s.commands().at(-1)).toBe('iptables -t nat -F');
  });
  test('refusals', async () => {
    expect(await run({ log_prefix: 'x', jump: 'DROP' })).toMatchObject({
      failed: true,
      msg: 'Logging options can only be used with the LOG jump target.',
    });
    expect(await run({ chain: null, jump: 'x' })).toMatchObject({
      msg: 'Either chain or flush parameter must be specified.',
    });
    expect([atLeast('1.8.9', [1, 6, 0]), atLeast('1.4.21', [1, 6, 0])]).toEqual([true, false]);
  });
});

test('debconf: the answer that is there is no change', async () => {
  const s = await standIns({
    'debconf-show': "printf '* p/a: Etc\\n  p/b: true\\n'",
    'debconf-set-selections': 'cat > $STATE/given',
  });
  const run = (args: object) => runModule('debconf', { name: 'p', ...args } as never, { target: s.target });
  expect(await run({})).toMatchObject({ changed: false, current: { 'p/a': 'Etc', 'p/b': 'true' } });
  expect(await run({ question: 'p/b', vtype: 'boolean', value: 'True' })).toMatchObject({ changed: false });
  expect(await run({ question: 'p/a', vtype: 'select', value: 'Asia' })).toMatchObject({
    changed: true,
    current: { 'p/a': 'Asia' },
    previous: { 'p/a': 'Etc' },
  });
  expect(s.commands().at(-1)).toBe('debconf-set-selections');
});
