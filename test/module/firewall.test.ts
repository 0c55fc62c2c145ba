import { describe, expect, test } from 'vitest';
import { runModule } from './harness.ts';
import { standIns } from './stand-ins.ts';

// one file a setting, for the running and for the stored one
const firewall = `
where=running; zone=none; todo=
for a in "$@"; do case "$a" in
  --permanent) where=stored;;
  --zone=*) zone=\${a#--zone=};;
  --timeout=*) ;;
  *) todo=$a;;
esac; done
f() { printf '%s/' "$STATE"; printf '%s' "$where-$zone-$1" | tr '/ ' '__'; }
case "$todo" in
  --state) test ! -e "$STATE/off";;
  --get-default-zone) echo public;;
  --get-zones) echo public dmz $(cat "$STATE/zones" 2>/dev/null);;
  --new-zone=*) echo "\${todo#*=}" >> "$STATE/zones";;
  --delete-zone=*) rm "$STATE/zones";;
  --get-target) cat "$(f target)" 2>/dev/null || echo default;;
  --set-target=*) echo "\${todo#*=}" > "$(f target)";;
  *bogus) echo 'Error: INVALID_SERVICE: bogus' >&2; exit 101;;
  --query-*) test -e "$(f "\${todo#--query-}")" || exit 1;;
  --add-*) touch "$(f "\${todo#--add-}")";;
  --change-*) touch "$(f "\${todo#--change-}")";;
  --remove-*) rm "$(f "\${todo#--remove-}")";;
esac`;

describe('firewalld', async () => {
  const s = await standIns({ 'firewall-cmd': firewall, 'firewall-offline-cmd': firewall });
  const run = (args: object, more: object = {}) =>
    runModule('firewalld', args as never, { target: s.target, ...more });
  test.each([
    [{ service: 'https' }, 'Changed service https to enabled'],
    [{ port: '8081/tcp' }, 'Changed port 8081/tcp to enabled'],
    [{ protocol: 'ospf' }, 'Changed protocol ospf to enabled'],
    [{ icmp_block: 'echo-request' }, 'Changed icmp-block echo-request to enabled'],
    [{ icmp_block_inversion: 'yes' }, 'Changed icmp-block-inversion yes to enabled'],
    [{ rich_rule: 'rule accept' }, 'Changed rich_rule rule accept to enabled'],
    [{ masquerade: 'true' }, 'Added masquerade to zone public'],
    [{ interface: 'eth2', zone: 'dmz' }, 'Changed eth2 to zone dmz'],
    [
      { port_forward: [{ port: 443, proto: 'tcp', toport: 8443 }] },
      'Changed port_forward port=443:proto=tcp:toport=8443:toaddr= to enabled',
    ],
  ])('%j', async (args, said) => {
    expect(await run({ ...args, state: 'enabled' }, { check: true })).toEqual({ changed: true });
    expect(await run({ ...args, state: 'enabled' })).toEqual({
      changed: true,
      msg: `Non-permanent operation, ${said}`,
    });
    expect(await run({ ...args, state: 'enabled' })).toEqual({
      changed: false,
      msg: 'Non-permanent operation',
    });
    expect(await run({ ...args, state: 'enabled', permanent: true, immediate: true })).toMatchObject({
      changed: true,
      msg: `Permanent and Non-Permanent(immediate) operation, ${said}`,
    });
    expect(await run({ ...args, state: 'disabled', permanent: true })).toMatchObject({ changed: true });
    expect(await run({ ...args, state: 'disabled', permanent: true })).toMatchObject({ changed: false });
  });
  test('zones and their target', async () => {
    const args = { zone: 'custom', permanent: true };
    expect(await run({ ...args, state: 'present' })).toEqual({
      changed: true,
      msg: 'Permanent operation, Added zone custom, Changed zone custom to present',
    });
    expect(await run({ ...args, state: 'present', target: 'DROP' })).toMatchObject({
      msg: 'Permanent operation, Set zone custom target to DROP',
    });
    expect(await run({ ...args, state: 'absent', target: 'DROP' })).toMatchObject({
      msg: 'Permanent operation, Reset zone custom target to default',
    });
    expect(await run({ ...args, state: 'absent' })).toMatchObject({ changed: true });
    expect(await run({ zone: 'custom', state: 'present' })).toMatchObject({
      failed: true,
      msg: expect.stringMatching(/^Zone operations must be permanent/),
    });
  });
  test('errors', async () => {
    expect(await run({ service: 'bogus', state: 'enabled', permanent: true })).toMatchObject({
      failed: true,
      msg: 'ERROR: Exception caught: INVALID_SERVICE: bogus Permanent operation, Services are defined by port/tcp relationship and named as they are in /etc/services (on most systems)',
    });
    expect(await run({ port: '80', state: 'enabled' })).toMatchObject({
      msg: 'improper port format (missing protocol?)',
    });
    expect(await run({ service: 'https', state: 'present' })).toMatchObject({
      msg: 'absent and present state can only be used in zone level operations',
    });
  });
  test('where firewalld does not run', async () => {
    await s.target.writeFile(`${s.dir}/off`, '');
    expect(await run({ service: 'smtp', state: 'enabled' })).toMatchObject({
      msg: 'firewall is not currently running, unable to perform immediate actions without a running firewall daemon',
    });
    expect(await run({ service: 'smtp', state: 'enabled', permanent: true })).toMatchObject({
      changed: true,
      msg: 'Permanent operation, Changed service smtp to enabled, (offline operation: only on-disk configs were altered)',
    });
    expect(s.commands().at(-1)).toBe('firewall-offline-cmd --zone=public --add-service=smtp');
  });
});

describe('seboolean', async () => {
  const s = await standIns({
    selinuxenabled: 'test ! -e "$STATE/disabled"',
    getsebool: '[ "$1" = known ] && echo "known --> $(cat "$STATE/now" 2>/dev/null || echo off)"',
    semanage: 'echo "known                 (off  ,  $(cat "$STATE/kept" 2>/dev/null || echo off))  Text"',
    setsebool: '[ "$1" = -P ] && { shift; echo "$2" > "$STATE/kept"; }; echo "$2" > "$STATE/now"',
    id: 'echo 0',
  });
  const run = (args: object, more: object = {}) =>
    runModule('seboolean', args as never, { target: s.target, ...more });
  test('the running and the stored value', async () => {
    expect(await run({ name: 'known', state: true }, { check: true })).toEqual({
      changed: true,
      name: 'known',
      persistent: false,
      state: true,
    });
    expect(await run({ name: 'known', state: true })).toMatchObject({ changed: true });
    expect(await run({ name: 'known', state: true })).toMatchObject({ changed: false });
    expect(await run({ name: 'known', state: true, persistent: true })).toMatchObject({ changed: true });
    expect(await run({ name: 'known', state: true, persistent: true })).toMatchObject({ changed: false });
    expect(await run({ name: 'other', state: true })).toMatchObject({
      failed: true,
      msg: 'SELinux boolean other does not exist.',
    });
    await s.target.writeFile(`${s.dir}/disabled`, '');
    expect(await run({ name: 'known', state: true })).toMatchObject({
      msg: 'SELinux is disabled on this host.',
    });
    expect(await run({ name: 'known', state: true, ignore_selinux_state: true })).toMatchObject({
      changed: false,
    });
  });
});
