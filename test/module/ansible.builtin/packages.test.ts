import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parsePolicy } from '../../../src/module/support/package/apt-state.ts';
import { runModule } from '../harness.ts';
import { type StandIns, standIns } from '../stand-ins.ts';

describe('yum and dnf', () => {
  let s: StandIns;
  const rpm = `case "$*" in
  *-qa*) ls $STATE/installed 2>/dev/null | sed 's/$/-1.0-1.x86_64/';;
  *whatprovides*) exit 1;;
  *-q*) for n; do :; done; [ -e "$STATE/installed/$n" ] || exit 1; echo "$n-1.0-1.x86_64";;
  esac`;
  const manager = `for n; do :; done
  case "$*" in
  *check-update*) [ "$n" = old ] && exit 100; exit 0;;
  *install*nosuch*) echo "No package nosuch available."; exit 1;;
  *install*) mkdir -p $STATE/installed; touch $STATE/installed/$n;;
  *remove*) rm -f $STATE/installed/$n;;
  esac; echo "Complete!"`;
  beforeAll(async () => {
    s = await standIns({ rpm, yum: manager, dnf: manager });
  });
  const yum = (args: object, more: object = {}) =>
    runModule('yum', { use_backend: 'yum', ...args } as never, { target: s.target, ...more });

  test('installs what is missing, once', async () => {
    expect(await yum({ name: ['git'] })).toMatchObject({
      changed: true,
      rc: 0,
      changes: { installed: ['git'] },
    });
    expect(s.commands()).toContain('yum -d 2 -y install git');
    expect(await yum({ name: ['git'] })).toEqual({
      changed: false,
      msg: '',
      rc: 0,
      results: ['git-1.0-1.x86_64 providing git is already installed'],
    });
    expect(s.commands().some((c) => c.startsWith('yum'))).toBe(false);
  });
  test('options stand before the operation', async () => {
    await yum({
      name: ['a,b'],
      enablerepo: ['x', 'y'],
      disablerepo: ['*'],
      disable_gpg_check: true,
      exclude: ['k*'],
      installroot: '/mnt/i',
      skip_broken: true,
      releasever: '9',
    });
    expect(s.commands().at(-2)).toBe(
      'yum -d 2 -y --exclude=k* --disablerepo=* --enablerepo=x,y --installroot=/mnt/i --releasever=9 --nogpgcheck --skip-broken install a b',
    );
  });
  test('latest, absent, check mode, no such package', async () => {
    await yum({ name: ['old'] });
    s.commands();
    expect(await yum({ name: ['old'], state: 'latest' })).toMatchObject({
      changed: true,
      changes: { updated: [['old', '']] },
    });
    expect(s.commands()).toContain('yum -d 2 -y update old');
    expect(await yum({ name: ['old'], state: 'absent' }, { check: true })).toMatchObject({
      changed: true,
      changes: { removed: ['old'] },
    });
    expect(s.commands().some((c) => c.includes('remove'))).toBe(false);
    expect(await yum({ name: ['old'], state: 'absent' })).toMatchObject({ changed: true });
    expect(s.commands()).toContain('yum -d 2 -y remove old');
    expect(await yum({ name: ['old'], state: 'absent' })).toMatchObject({
      changed: false,
      results: ['old is not installed'],
    });
    expect(await yum({ name: ['nosuch'] })).toMatchObject({
      failed: true,
      rc: 126,
      msg: "No package matching 'nosuch' found available, installed or updated",
    });
  });
  test('dnf tells what came', async () => {
    expect(await runModule('dnf', { name: ['tool'] }, { target: s.target })).toEqual({
      changed: true,
      msg: '',
      rc: 0,
      results: ['Installed: tool-1.0-1.x86_64'],
    });
    expect(s.commands()).toContain('dnf -y install tool');
    expect(await runModule('dnf', { name: ['tool'] }, { target: s.target })).toEqual({
      changed: false,
      msg: 'Nothing to do',
      rc: 0,
      results: [],
    });
  });
});

describe('apt', () => {
  test('reads policies', () => {
    const text =
      'bash:\n  Installed: 5.2-2\n  Candidate: 5.2-3\n  Version table:\n     5.2-3 500\n        500 http://x y\n *** 5.2-2 100\n        100 /var/lib/dpkg/status\nawk:\n  Installed: (none)\n  Candidate: (none)\n  Version table:\n';
    expect([...parsePolicy(text)]).toEqual([
      ['bash', { candidate: '5.2-3', versions: ['5.2-3', '5.2-2'] }],
      ['awk', { candidate: undefined, versions: [] }],
    ]);
  });
  test('state in, commands out', async () => {
    const s = await standIns({
      dpkg: 'case "$1" in --print-architecture) echo amd64;; *) exec /usr/bin/dpkg "$@";; esac',
      'dpkg-query':
        "printf 'bash\\tamd64\\t5.2-2\\tinstalled\\tinstall\\t\\nnano\\tamd64\\t1.0\\tinstalled\\tinstall\\teditor\\ngone\\tamd64\\t1.0\\tconfig-files\\tdeinstall\\t\\n'",
      'apt-cache': `case "$1" in
        pkgnames) printf 'hello\\nhellfire\\nbash\\n';;
        showpkg) printf 'Package: %s\\nReverse Provides: \\n' "$2"; [ "$2" = mta ] && echo 'exim4 1';;
        policy) shift; for n; do case $n in
          bash) printf 'bash:\\n  Installed: 5.2-2\\n  Candidate: 5.2-3\\n  Version table:\\n     5.2-3 500\\n *** 5.2-2 100\\n';;
          nano) printf 'nano:\\n  Installed: 1.0\\n  Candidate: 1.0\\n  Version table:\\n *** 1.0 100\\n';;
          hell*) printf '%s:\\n  Installed: (none)\\n  Candidate: 2.10-3\\n  Version table:\\n     2.10-3 500\\n' $n;;
          mta|editor) printf '%s:\\n  Installed: (none)\\n  Candidate: (none)\\n  Version table:\\n' $n;;
        esac; done;; esac`,
      true: '',
    });
    // apt-get is run by its full path, as Ansible does: check mode keeps the real one from doing anything here.
    const apt = (args: object) => runModule('apt', args as never, { target: s.target, check: true });
    const dir = s.dir;
    writeFileSync(join(dir, 'x'), '');
    expect(await apt({ package: ['bash'] })).toMatchObject({ changed: false, cache_updated: false });
    expect(await apt({ package: ['editor'] })).toMatchObject({ changed: false });
    expect(await apt({ package: ['nano'], state: 'latest' })).toMatchObject({ changed: false });
    expect(await apt({ package: ['nosuch'] })).toMatchObject({
      failed: true,
      msg: "No package matching 'nosuch' is available",
    });
    expect(await apt({ package: ['nosuch*'] })).toMatchObject({
      failed: true,
      msg: "No package(s) matching 'nosuch*' available",
    });
    expect(await apt({ package: ['hello=9.9'] })).toMatchObject({
      failed: true,
      msg: 'no available installation candidate for hello=9.9',
    });
    expect(await apt({ package: ['hello'], state: 'absent' })).toEqual({ changed: false });
    expect(await apt({ package: ['gone'], state: 'absent' })).toEqual({ changed: false });
    expect(await apt({ package: ['hello'], only_upgrade: true })).toMatchObject({ changed: false });
  });
});

describe('package', () => {
  test('hands on to the manager of the host', async () => {
    const seen: string[] = [];
    const r = await runModule(
      'package',
      { name: 'git', state: 'present' },
      {
        facts: { pkg_mgr: 'dnf' },
        runModule: async (name, args) => {
          seen.push(name, ...[...args].map(([k, v]) => `${k}=${v}`));
          return new Map([['changed', true]]);
        },
      },
    );
    expect(r).toEqual({ changed: true });
    expect(seen).toEqual(['ansible.legacy.dnf', 'name=git', 'state=present']);
  });
});

describe('systemd and service', () => {
  const systemctl = `case "$*" in
    *show*) [ "\${*##* }" = nosuch ] && { printf 'LoadState=not-found\\nActiveState=inactive\\n'; exit 0; }
      printf 'Id=foo.service\\nLoadState=%s\\nActiveState=%s\\nExecStart={ path=/bin/true ; x\\nmore }\\n' "$(cat $STATE/load 2>/dev/null || echo loaded)" "$(cat $STATE/active 2>/dev/null || echo inactive)";;
    *is-enabled*) echo disabled; exit 1;;
    *start*) echo active > $STATE/active;;
    *stop*) rm -f $STATE/active;;
    esac`;
  test('acts only where needed', async () => {
    const s = await standIns({ systemctl });
    const run = (args: object, more: object = {}) =>
      runModule('systemd', args as never, { target: s.target, ...more });
    expect(await run({ name: 'foo', state: 'started' }, { check: true })).toMatchObject({
      changed: true,
      state: 'started',
    });
    expect(s.commands()).toEqual(['systemctl show foo']);
    expect(await run({ name: 'foo', state: 'started', enabled: true, daemon_reload: true })).toMatchObject({
      changed: true,
      enabled: true,
      state: 'started',
      name: 'foo',
      status: {
        Id: 'foo.service',
        LoadState: 'loaded',
        ActiveState: 'inactive',
        ExecStart: '{ path=/bin/true ; x\nmore }',
      },
    });
    expect(s.commands()).toEqual([
      'systemctl daemon-reload',
      'systemctl show foo',
      'systemctl is-enabled foo',
      'systemctl enable foo',
      'systemctl start foo',
    ]);
    expect(await run({ name: 'foo', state: 'started' })).toMatchObject({ changed: false });
    s.commands();
    expect(await run({ name: 'foo', state: 'restarted', no_block: true, scope: 'global' })).toMatchObject({
      changed: true,
      state: 'started',
    });
    expect(s.commands()).toEqual([
      'systemctl --global --no-block show foo',
      'systemctl --global --no-block restart foo',
    ]);
    expect(await run({ name: 'nosuch', state: 'started' })).toMatchObject({
      failed: true,
      msg: 'Could not find the requested service nosuch: host',
    });
    expect(await run({ name: 'f*', state: 'started' })).toMatchObject({
      failed: true,
      msg: "This module does not currently support using glob patterns, found '*' in service name: f*",
    });
    expect(await run({ name: 'foo', masked: true })).toMatchObject({ changed: true });
  });
  test('service by systemd', async () => {
    const s = await standIns({ systemctl });
    const facts = { service_mgr: 'systemd' };
    expect(
      await runModule('service', { name: 'foo', state: 'started' }, { target: s.target, facts }),
    ).toMatchObject({ changed: true, state: 'started' });
    expect(
      await runModule('service', { name: 'foo', state: 'stopped' }, { target: s.target, facts }),
    ).toMatchObject({ changed: true, state: 'stopped' });
    expect(
      await runModule('service', { name: 'foo', state: 'stopped' }, { target: s.target, facts }),
    ).toMatchObject({ changed: false });
  });
});
