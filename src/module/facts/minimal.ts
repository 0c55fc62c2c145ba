import { readIni } from '../../lookup/support/ini.ts';
import { codeInText, osErrorText } from '../../target/errno.ts';
import { TargetError } from '../../target/types.ts';
import { PyError } from '../../value/errors.ts';
import type { Value } from '../../value/types.ts';
import { LiteralError, parseLiteral } from '../argspec/literal.ts';
import { keyValues } from './distribution.ts';
import { file, linesOf, type Sections } from './script.ts';
import type { Facts } from './types.ts';

const two = (n: number): string => String(n).padStart(2, '0');

export function dateFacts(s: Sections): Facts {
  const f = (s.get('date') ?? '').trim().split('|');
  const [
    year = '',
    month = '',
    day = '',
    hour = '',
    minute = '',
    second = '',
    epoch = '0',
    nanos = '0',
    tz = '',
    offset = '',
    weekday = '',
    number = '',
    week = '',
  ] = f;
  const micros = /^\d+$/.test(nanos) ? nanos.padStart(9, '0').slice(0, 6) : '000000';
  const utc = new Date(Number(epoch) * 1000);
  const base = `${utc.getUTCFullYear()}-${two(utc.getUTCMonth() + 1)}-${two(utc.getUTCDate())}T${two(utc.getUTCHours())}:${two(utc.getUTCMinutes())}:${two(utc.getUTCSeconds())}`;
  const zones = linesOf(s.get('tz')).map((l) => l.split(' ') as [string, string]);
  // The zone with the greater offset is summer time; where both halves of the year are alike there is none.
  const dst =
    zones.length === 2 && zones[0]![0] !== zones[1]![0]
      ? Number(zones[0]![0]) > Number(zones[1]![0])
        ? zones[0]![1]
        : zones[1]![1]
      : tz;
  const time = `${hour}:${minute}:${second}`;
  return {
    date_time: {
      year,
      month,
      weekday,
      weekday_number: number,
      weeknumber: week,
      day,
      hour,
      minute,
      second,
      epoch,
      epoch_int: epoch,
      date: `${year}-${month}-${day}`,
      time,
      iso8601_micro: `${base}.${micros}Z`,
      iso8601: `${base}Z`,
      iso8601_basic: `${year}${month}${day}T${hour}${minute}${second}${micros}`,
      iso8601_basic_short: `${year}${month}${day}T${hour}${minute}${second}`,
      tz,
      tz_dst: dst,
      tz_offset: offset,
    },
  };
}

export function dnsFacts(s: Sections): Facts {
  const dns: Record<string, Value> = {};
  for (const line of (file(s, '/etc/resolv.conf') ?? '').split('\n')) {
    if (/^\s*([#;]|$)/.test(line)) continue;
    const [key, ...rest] = line.trim().split(/\s+/);
    if (rest.length === 0) continue;
    if (key === 'nameserver')
      dns['nameservers'] = [...((dns['nameservers'] as string[] | undefined) ?? []), ...rest];
    else if (key === 'domain') dns['domain'] = rest[0]!;
    else if (key === 'search') dns['search'] = rest;
    else if (key === 'sortlist') dns['sortlist'] = rest;
    else if (key === 'options')
      dns['options'] = new Map(
        rest.map((o): [Value, Value] =>
          o.includes(':') ? [o.slice(0, o.indexOf(':')), o.slice(o.indexOf(':') + 1)] : [o, true],
        ),
      );
  }
  return { dns };
}

/** Words of the kernel's command line; with `all`, a name that comes twice gives a list. */
export function cmdlineFacts(s: Sections): Facts {
  const words = (file(s, '/proc/cmdline') ?? '').trim().match(/(?:[^\s"]|"[^"]*")+/g) ?? [];
  const last = new Map<Value, Value>();
  const all = new Map<Value, Value>();
  for (const w of words) {
    const eq = w.indexOf('=');
    const key = eq < 0 ? w : w.slice(0, eq);
    const value: Value = eq < 0 ? true : w.slice(eq + 1).replaceAll('"', '');
    last.set(key, value);
    const before = all.get(key);
    all.set(
      key,
      before === undefined || eq < 0 ? value : [...(Array.isArray(before) ? before : [before]), value],
    );
  }
  return { cmdline: last, proc_cmdline: all };
}

export function userFacts(s: Sections): Facts {
  const [name = '', uid = '0', ruid = uid, gid = '0', rgid = gid] = linesOf(s.get('user'));
  const p = (s.get('passwd') ?? '').split('\n')[0]!.split(':');
  return {
    user_id: name,
    user_uid: Number(p[2] ?? uid),
    user_gid: Number(p[3] ?? gid),
    user_gecos: p[4] ?? '',
    user_dir: p[5] ?? '',
    user_shell: p[6] ?? '',
    real_user_id: Number(ruid),
    effective_user_id: Number(uid),
    real_group_id: Number(rgid),
    effective_group_id: Number(gid),
  };
}

export function lsbFacts(s: Sections): Facts {
  const names: Readonly<Record<string, string>> = {
    'LSB Version': 'release',
    'Distributor ID': 'id',
    Description: 'description',
    Release: 'release',
    Codename: 'codename',
  };
  const lsb: Record<string, string> = {};
  for (const line of linesOf(s.get('lsb'))) {
    const m = /^([^:]+):\s*(.*)$/.exec(line);
    const key = m === null ? undefined : names[m[1]!];
    if (key !== undefined) lsb[key] = m![2]!.trim();
  }
  if (Object.keys(lsb).length === 0) {
    const kv = keyValues(file(s, '/etc/lsb-release') ?? '');
    for (const [from, to] of [
      ['DISTRIB_ID', 'id'],
      ['DISTRIB_RELEASE', 'release'],
      ['DISTRIB_DESCRIPTION', 'description'],
      ['DISTRIB_CODENAME', 'codename'],
    ] as const) {
      if (kv.has(from)) lsb[to] = kv.get(from)!;
    }
  }
  if (lsb['release'] !== undefined) lsb['major_release'] = lsb['release'].split('.')[0]!;
  return { lsb };
}

export function sshKeyFacts(s: Sections): Facts {
  const out: Record<string, string> = {};
  for (const type of ['dsa', 'rsa', 'ecdsa', 'ed25519']) {
    const [keytype, key] = (file(s, `/etc/ssh/ssh_host_${type}_key.pub`) ?? '').trim().split(/\s+/);
    if (key === undefined) continue;
    out[`ssh_host_key_${type}_public`] = key;
    out[`ssh_host_key_${type}_public_keytype`] = keytype!;
  }
  return out;
}

export function selinuxFacts(s: Sections): Facts {
  const lines = linesOf(s.get('selinux'));
  // Ansible binds to the library itself, so this tells whether that is there.
  const present = { selinux_python_present: lines.includes('library') };
  if (!lines.includes('mounted')) return { selinux: { status: 'disabled' }, ...present };
  const config = keyValues(file(s, '/etc/selinux/config') ?? '');
  const enforcing = (file(s, '/sys/fs/selinux/enforce') ?? '').trim() === '1';
  return {
    selinux: {
      status: 'enabled',
      policyvers: Number((file(s, '/sys/fs/selinux/policyvers') ?? '').trim()) || 'unknown',
      config_mode: config.get('SELINUX') ?? 'unknown',
      mode: enforcing ? 'enforcing' : 'permissive',
      type: config.get('SELINUXTYPE') ?? 'unknown',
    },
    ...present,
  };
}

export function capsFacts(s: Sections): Facts {
  const text = linesOf(s.get('caps'))[0];
  if (text === undefined) return { system_capabilities_enforced: 'NA', system_capabilities: [] };
  const value = text.slice(text.indexOf(':') + 1).trim();
  if (value === '=ep') return { system_capabilities_enforced: 'False', system_capabilities: [] };
  const caps = (value.split('=')[1] ?? '').split(',').map((c) => c.trim());
  return { system_capabilities_enforced: 'True', system_capabilities: caps };
}

export function serviceMgr(s: Sections): string {
  const text = s.get('init') ?? '';
  const first = text.split('\n')[0]!.trim();
  const has = (what: string): boolean => text.includes(`has:${what}`);
  const named: Readonly<Record<string, string>> = {
    procd: 'openwrt_init',
    'runit-init': 'runit',
    svscan: 'svc',
    'openrc-init': 'openrc',
  };
  if (first !== '' && first !== 'init' && !first.endsWith('sh')) return named[first] ?? first;
  if (has('systemctl') && has('canary')) return 'systemd';
  if (has('upstart')) return 'upstart';
  if (has('openrc')) return 'openrc';
  if (/link:.*systemd$/m.test(text)) return 'systemd';
  return has('initd') ? 'sysvinit' : 'service';
}

/** A fact file's text: JSON, or ini with lower-case keys. Undefined where it is neither. */
export function parseFactFile(text: string): Value | undefined {
  try {
    return parseLiteral(text, 'json');
  } catch (e) {
    if (!(e instanceof LiteralError)) throw e;
  }
  const out = new Map<Value, Value>();
  try {
    for (const [name, section] of readIni(text, { caseSensitive: false, allowNoValue: false }))
      out.set(name, new Map<Value, Value>(section));
  } catch (e) {
    if (!(e instanceof PyError) || e.pyType.startsWith('Interpolation')) throw e;
    return undefined;
  }
  return out;
}

/** Facts of fact files. As in Ansible, an interpolation that fails in one of them loses them all. */
export function localFacts(s: Sections): { facts: Facts; warnings: string[] } {
  const local = new Map<Value, Value>();
  const warnings: string[] = [];
  for (const [name, text] of s) {
    if (!name.startsWith('local:')) continue;
    const path = name.slice(6);
    const key = path.slice(path.lastIndexOf('/') + 1).replace(/\.fact$/, '');
    const fail = (message: string): void => {
      local.set(key, message);
      warnings.push(message);
    };
    const refused = s.get(`local-stat:${path}`);
    if (refused !== undefined) {
      fail(
        `Could not stat fact (${path}): ${osErrorText(new TargetError(codeInText(refused) ?? 'ENOENT', 'stat', path), false)}`,
      );
      continue;
    }
    const end = /^([\s\S]*) (\d+)$/.exec(s.get(`local-end:${path}`) ?? ' 0');
    if (end !== null && end[2] !== '0') {
      fail(`Failure executing fact script (${path}), rc: ${end[2]}, err: ${end[1]}`);
      continue;
    }
    const value = parseFactFile(text);
    if (value === undefined) fail(`error loading facts as JSON or ini - please check content: ${path}`);
    else local.set(key, value);
  }
  return { facts: { local }, warnings };
}

export const fipsFacts = (s: Sections): Facts => ({
  fips: (file(s, '/proc/sys/crypto/fips_enabled') ?? '').trim() === '1',
});
export const apparmorFacts = (s: Sections): Facts => ({
  apparmor: { status: linesOf(s.get('apparmor')).includes('enabled') ? 'enabled' : 'disabled' },
});

export function moreFacts(s: Sections): Facts {
  const load = (file(s, '/proc/loadavg') ?? '').split(' ').map(Number);
  const iqn = /^InitiatorName=(.*)$/m.exec(file(s, '/etc/iscsi/initiatorname.iscsi') ?? '')?.[1] ?? '';
  return {
    loadavg: { '1m': load[0] ?? 0, '5m': load[1] ?? 0, '15m': load[2] ?? 0 },
    fibre_channel_wwn: linesOf(s.get('fc')).map((l) => l.replace(/^0x/, '')),
    iscsi_iqn: iqn,
    hostnqn: linesOf(file(s, '/etc/nvme/hostnqn'))[0] ?? '',
  };
}

export function chrootFact(s: Sections): Facts {
  const line = linesOf(s.get('chroot'))[0];
  return {
    is_chroot:
      line === 'yes' || (line !== 'no' && line !== undefined && !['2', '256', '128', '64'].includes(line)),
  };
}
