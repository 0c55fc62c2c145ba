import { describe, expect, test } from 'vitest';
import { distributionFacts, pkgMgr } from '../../../src/module/facts/distribution.ts';
import {
  cpuFacts,
  deviceFacts,
  humanSize,
  memoryFacts,
  mountFacts,
} from '../../../src/module/facts/hardware.ts';
import {
  capsFacts,
  cmdlineFacts,
  dateFacts,
  dnsFacts,
  localFacts,
  parseFactFile,
  serviceMgr,
} from '../../../src/module/facts/minimal.ts';
import { networkFacts } from '../../../src/module/facts/network.ts';
import { platformFacts } from '../../../src/module/facts/platform.ts';
import { sections } from '../../../src/module/facts/script.ts';
import { collectors } from '../../../src/module/facts/subsets.ts';
import { virtualFacts } from '../../../src/module/facts/virtual.ts';
import { runModule, toPlain } from '../harness.ts';

const section = (parts: Record<string, string>): Map<string, string> =>
  sections(
    Object.entries(parts)
      .map(([k, v]) => `\x1e${k}\n${v}\n`)
      .join(''),
  );

/** /etc files of distributions as they ship them. */
const hosts: Record<
  string,
  { files: Record<string, string>; programs?: string; want: Record<string, unknown>; manager: string }
> = {
  'CentOS 7': {
    files: {
      '/etc/os-release':
        'NAME="CentOS Linux"\nVERSION="7 (Core)"\nID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="7"',
      '/etc/redhat-release': 'CentOS Linux release 7.9.2009 (Core)',
    },
    programs: '/usr/bin/yum',
    want: {
      distribution: 'CentOS',
      distribution_version: '7.9',
      distribution_major_version: '7',
      distribution_release: 'Core',
      os_family: 'RedHat',
      distribution_file_variety: 'RedHat',
      distribution_file_path: '/etc/redhat-release',
    },
    manager: 'yum',
  },
  'CentOS Stream 9': {
    files: {
      '/etc/os-release':
        'NAME="CentOS Stream"\nVERSION="9"\nID="centos"\nID_LIKE="rhel fedora"\nVERSION_ID="9"',
      '/etc/redhat-release': 'CentOS Stream release 9',
      '/etc/centos-release': 'CentOS Stream release 9',
    },
    programs: '/usr/bin/yum\n/usr/bin/dnf',
    want: {
      distribution: 'CentOS',
      distribution_version: '9',
      distribution_release: 'Stream',
      os_family: 'RedHat',
    },
    manager: 'dnf',
  },
  'RHEL 8': {
    files: {
      '/etc/os-release':
        'NAME="Red Hat Enterprise Linux"\nVERSION="8.4 (Ootpa)"\nID="rhel"\nVERSION_ID="8.4"',
      '/etc/redhat-release': 'Red Hat Enterprise Linux release 8.4 (Ootpa)',
    },
    programs: '/usr/bin/yum\n/usr/bin/dnf',
    want: {
      distribution: 'RedHat',
      distribution_version: '8.4',
      distribution_major_version: '8',
      distribution_release: 'Ootpa',
      os_family: 'RedHat',
    },
    manager: 'dnf',
  },
  'Ubuntu 22.04': {
    files: {
      '/etc/os-release':
        'NAME="Ubuntu"\nVERSION_ID="22.04"\nVERSION="22.04.3 LTS (Jammy Jellyfish)"\nVERSION_CODENAME=jammy\nID=ubuntu\nID_LIKE=debian',
      '/etc/debian_version': 'bookworm/sid',
    },
    programs: '/usr/bin/apt-get',
    want: {
      distribution: 'Ubuntu',
      distribution_version: '22.04',
      distribution_major_version: '22',
      distribution_release: 'jammy',
      os_family: 'Debian',
    },
    manager: 'apt',
  },
  'Debian 12': {
    files: {
      '/etc/os-release':
        'NAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian',
      '/etc/debian_version': '12.11',
    },
    programs: '/usr/bin/apt-get',
    want: {
      distribution: 'Debian',
      distribution_version: '12.11',
      distribution_major_version: '12',
      distribution_minor_version: '11',
      distribution_release: 'bookworm',
    },
    manager: 'apt',
  },
  'openSUSE Leap': {
    files: {
      '/etc/os-release':
        'NAME="openSUSE Leap"\nVERSION="15.5"\nID="opensuse-leap"\nID_LIKE="suse opensuse"\nVERSION_ID="15.5"',
    },
    programs: '/usr/bin/zypper',
    want: {
      distribution: 'openSUSE Leap',
      distribution_version: '15.5',
      distribution_release: '5',
      os_family: 'Suse',
    },
    manager: 'zypper',
  },
  Alpine: {
    files: {
      '/etc/os-release': 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.18.4',
      '/etc/alpine-release': '3.18.4',
    },
    programs: '/sbin/apk',
    want: {
      distribution: 'Alpine',
      distribution_version: '3.18.4',
      distribution_major_version: '3',
      os_family: 'Alpine',
    },
    manager: 'apk',
  },
  Arch: {
    files: { '/etc/os-release': 'NAME="Arch Linux"\nID=arch\nBUILD_ID=rolling', '/etc/arch-release': '' },
    programs: '/usr/bin/pacman',
    want: { distribution: 'Archlinux', os_family: 'Archlinux', distribution_version: 'NA' },
    manager: 'pacman',
  },
};

describe('distributions', () => {
  test.each(Object.entries(hosts))('%s', (_name, host) => {
    const s = section({
      ...Object.fromEntries(Object.entries(host.files).map(([k, v]) => [`file:${k}`, v])),
      programs: host.programs ?? '',
    });
    const d = distributionFacts(s);
    expect(d).toMatchObject(host.want);
    expect(pkgMgr(s, d)).toBe(host.manager);
  });
});

describe('parts', () => {
  test('platform', () => {
    const s = section({
      uname: 'Linux\nvm\n6.1.0\n#1 SMP\nx86_64',
      bits: '64',
      fqdn: '10.0.0.5 vm.example.org vm',
    });
    expect(platformFacts(s)).toMatchObject({
      system: 'Linux',
      hostname: 'vm',
      fqdn: 'vm.example.org',
      domain: 'example.org',
      userspace_architecture: 'x86_64',
      nodename: 'vm',
    });
  });
  test('times', () => {
    const s = section({
      date: '2026|07|05|09|08|07|1783235287|044052000|CEST|+0200|Sunday|0|26',
      tz: '+0100 CET\n+0200 CEST',
    });
    expect(toPlain(dateFacts(s))).toEqual({
      date_time: {
        year: '2026',
        month: '07',
        weekday: 'Sunday',
        weekday_number: '0',
        weeknumber: '26',
        day: '05',
        hour: '09',
        minute: '08',
        second: '07',
        epoch: '1783235287',
        epoch_int: '1783235287',
        date: '2026-07-05',
        time: '09:08:07',
        iso8601_micro: '2026-07-05T07:08:07.044052Z',
        iso8601: '2026-07-05T07:08:07Z',
        iso8601_basic: '20260705T090807044052',
        iso8601_basic_short: '20260705T090807',
        tz: 'CEST',
        tz_dst: 'CEST',
        tz_offset: '+0200',
      },
    });
  });
  test('dns, cmdline, caps, init', () => {
    const s = section({
      'file:/etc/resolv.conf':
        '# x\nnameserver 10.0.0.1\nnameserver 10.0.0.2\nsearch a b\noptions ndots:2 rotate',
      'file:/proc/cmdline': 'quiet console=ttyS0 console=tty0 x="a b"',
      caps: 'Current: =ep cap_sys_resource-ep',
      init: 'systemd',
    });
    expect(toPlain(dnsFacts(s))).toEqual({
      dns: {
        nameservers: ['10.0.0.1', '10.0.0.2'],
        search: ['a', 'b'],
        options: { ndots: '2', rotate: true },
      },
    });
    expect(toPlain(cmdlineFacts(s))).toEqual({
      cmdline: { quiet: true, console: 'tty0', x: 'a b' },
      proc_cmdline: { quiet: true, console: ['ttyS0', 'tty0'], x: 'a b' },
    });
    expect(capsFacts(s)).toEqual({
      system_capabilities_enforced: 'True',
      system_capabilities: ['ep cap_sys_resource-ep'],
    });
    expect(serviceMgr(s)).toBe('systemd');
    expect(serviceMgr(section({ init: 'sh\nhas:initd' }))).toBe('sysvinit');
  });
  test('fact files', () => {
    expect(toPlain(parseFactFile('[s]\nK = v\nb=2\n'))).toEqual({ s: { k: 'v', b: '2' } });
    expect(parseFactFile('garbage here')).toBeUndefined();
    const r = localFacts(
      section({
        'local:/f/a.fact': '{"x": 2}',
        'local-end:/f/a.fact': ' 0',
        'local:/f/b.fact': '',
        'local-end:/f/b.fact': 'no 3',
      }),
    );
    expect(toPlain(r.facts)).toEqual({
      local: { a: { x: 2 }, b: 'Failure executing fact script (/f/b.fact), rc: 3, err: no' },
    });
  });
  test('hardware', () => {
    const cpu = (n: number, core: number): string =>
      `processor\t: ${n}\nvendor_id\t: GenuineIntel\nmodel name\t: Xeon\nphysical id\t: 0\nsiblings\t: 4\ncore id\t\t: ${core}\ncpu cores\t: 2\n`;
    const s = section({
      'file:/proc/cpuinfo': [cpu(0, 0), cpu(1, 1), cpu(2, 0), cpu(3, 1)].join('\n'),
      nproc: '4',
      'file:/proc/meminfo':
        'MemTotal: 2048000 kB\nMemFree: 1024000 kB\nBuffers: 1024 kB\nCached: 10240 kB\nSwapTotal: 0 kB',
    });
    expect(cpuFacts(s)).toMatchObject({
      processor_count: 1,
      processor_cores: 2,
      processor_threads_per_core: 2,
      processor_vcpus: 4,
      processor_nproc: 4,
    });
    expect(memoryFacts(s)).toMatchObject({
      memtotal_mb: 2000,
      memfree_mb: 1000,
      memory_mb: { nocache: { free: 1011, used: 989 } },
    });
    expect(humanSize(536870912 * 512)).toBe('256.00 GB');
    expect(humanSize(0)).toBe('0.00 Bytes');
    const m = section({
      'file:/proc/mounts': '/dev/vda1 /mnt/a\\040b ext4 rw 0 0\nproc /proc proc rw 0 0',
      statfs: '/mnt/a\\040b 100 40 50 4096 4096 10 5',
      lsblk: '/dev/vda1 abcd-1',
    });
    expect(mountFacts(m)).toEqual({
      mounts: [
        {
          mount: '/mnt/a b',
          device: '/dev/vda1',
          fstype: 'ext4',
          options: 'rw',
          size_total: 409600,
          size_available: 163840,
          block_size: 4096,
          block_total: 100,
          block_available: 40,
          block_used: 60,
          inode_total: 10,
          inode_available: 5,
          inode_used: 5,
          uuid: 'abcd-1',
        },
      ],
    });
    const d = section({
      'block:sda':
        'vendor=QEMU\nremovable=0\nsize=2048\nlogical=512\nscheduler=[mq-deadline] none\npart=sda1 34 1000 512',
      links: 'uuid abcd sda1\nid wwn-0x5 sda',
    });
    expect(deviceFacts(d)).toMatchObject({
      devices: {
        sda: {
          vendor: 'QEMU',
          size: '1.00 MB',
          wwn: '0x5',
          scheduler_mode: 'mq-deadline',
          partitions: { sda1: { start: '34', size: '500.00 KB', links: { uuids: ['abcd'] } } },
        },
      },
    });
  });
  test('network', () => {
    const s = section({
      default4: '8.8.8.8 via 10.0.0.1 dev eth0 src 10.0.0.5 uid 0',
      default6: '',
      addr: '1: lo: <LOOPBACK,UP> mtu 65536\n    inet 127.0.0.1/8 scope host lo\n    inet6 ::1/128 scope host\n2: eth0@if3: <UP> mtu 1500\n    inet 10.0.0.5/24 brd 10.0.0.255 scope global eth0\n    inet 10.0.0.6/24 brd 10.0.0.255 scope global secondary eth0:1\n    inet 10.0.0.7/24 scope global secondary eth0\n    inet6 fe80::1/64 scope link',
      'net:eth0':
        'address=02:00:00:00:00:01\nmtu=1500\noperstate=up\ntype=1\nflags=0x1103\npciid=virtio2\nspeed=-1',
      'net:lo': 'address=00:00:00:00:00:00\nmtu=65536\noperstate=unknown\ntype=772\nflags=0x9',
      'net:br-ex':
        'address=02:00:00:00:00:02\nmtu=1500\noperstate=down\ntype=1\nbridge=1\nbridge_id=8000.1\nstp=0\nmember=eth1',
    });
    const f = toPlain(networkFacts(s)) as Record<string, Record<string, unknown>>;
    expect(f['default_ipv4']).toEqual({
      interface: 'eth0',
      address: '10.0.0.5',
      gateway: '10.0.0.1',
      broadcast: '10.0.0.255',
      netmask: '255.255.255.0',
      network: '10.0.0.0',
      prefix: '24',
      alias: 'eth0',
      macaddress: '02:00:00:00:00:01',
      mtu: 1500,
      type: 'ether',
    });
    expect(f['default_ipv6']).toEqual({});
    expect(f['eth0']).toMatchObject({
      promisc: true,
      ipv4_secondaries: [{ address: '10.0.0.7', broadcast: '' }],
      ipv6: [{ address: 'fe80::1', prefix: '64', scope: 'link' }],
    });
    expect(f['eth0:1']).toMatchObject({ device: 'eth0:1', ipv4: { address: '10.0.0.6' } });
    expect(f['br_ex']).toMatchObject({
      device: 'br-ex',
      type: 'bridge',
      interfaces: ['eth1'],
      id: '8000.1',
      stp: false,
      active: false,
    });
    expect(f['lo']).toEqual({
      device: 'lo',
      mtu: 65536,
      active: true,
      type: 'loopback',
      promisc: false,
      ipv4: { address: '127.0.0.1', broadcast: '', netmask: '255.0.0.0', network: '127.0.0.0', prefix: '8' },
      ipv6: [{ address: '::1', prefix: '128', scope: 'host' }],
    });
    expect(f['all_ipv4_addresses']).toEqual(['10.0.0.5', '10.0.0.6', '10.0.0.7']);
  });
  test('virtual machines', () => {
    expect(virtualFacts(section({ virt: '/.dockerenv\n/dev/kvm' }))).toEqual({
      virtualization_type: 'docker',
      virtualization_role: 'guest',
      virtualization_tech_guest: ['container', 'docker'],
      virtualization_tech_host: ['kvm'],
    });
    expect(virtualFacts(section({ 'vdmi:sys_vendor': 'QEMU' }))).toMatchObject({
      virtualization_type: 'kvm',
      virtualization_role: 'guest',
    });
    expect(virtualFacts(section({ 'vdmi:product_name': 'VMware7,1' }))).toMatchObject({
      virtualization_type: 'VMware',
    });
    expect(virtualFacts(section({ virt: '/dev/kvm' }))).toMatchObject({
      virtualization_type: 'kvm',
      virtualization_role: 'host',
    });
    expect(virtualFacts(section({}))).toMatchObject({ virtualization_type: 'NA', virtualization_role: 'NA' });
  });
  test('subsets', () => {
    expect(collectors(['!all', '!min']).size).toBe(0);
    expect(collectors(['!all']).has('hardware')).toBe(false);
    expect(collectors(['!hardware']).has('network')).toBe(false);
    expect(collectors(['all', '!hardware']).has('network')).toBe(true);
    expect([...collectors(['!all', '!min', 'pkg_mgr'])].sort()).toEqual(['distribution', 'pkg_mgr']);
    expect([...collectors(['!all', '!min', 'default_ipv4'])].sort()).toEqual([
      'distribution',
      'network',
      'platform_needed',
    ]);
    expect(() => collectors(['nosuch'])).toThrow(
      "Bad subset 'nosuch' given to Ansible. gather_subset options allowed: all,",
    );
  });
  test('this machine, filtered', async () => {
    const r = await runModule('setup', {
      gather_subset: ['!all'],
      filter: ['*distribution*', 'ansible_system'],
    });
    const facts = r['ansible_facts'] as Record<string, unknown>;
    expect(facts['ansible_system']).toBe('Linux');
    expect(Object.keys(facts).every((k) => k.includes('distribution') || k === 'ansible_system')).toBe(true);
  });
});
