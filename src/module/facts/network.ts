import type { Plain } from '../../value/plain.ts';
import type { Sections } from './script.ts';
import type { Facts } from './types.ts';

interface Address4 {
  readonly label: string;
  readonly address: string;
  readonly broadcast: string;
  readonly prefix: number;
}

const toNumber = (a: string): number => a.split('.').reduce((n, b) => n * 256 + Number(b), 0);
const toText = (n: number): string => [24, 16, 8, 0].map((b) => (n >>> b) & 255).join('.');
const mask = (prefix: number): number => (prefix === 0 ? 0 : (0xffffffff << (32 - prefix)) >>> 0);

const describe4 = (a: Address4): Record<string, string> => ({
  address: a.address,
  broadcast: a.broadcast,
  netmask: toText(mask(a.prefix)),
  network: toText((toNumber(a.address) & mask(a.prefix)) >>> 0),
  prefix: String(a.prefix),
});

/** Addresses by device from `ip addr show`. */
export function parseAddresses(
  text: string,
): Map<string, { v4: Address4[]; v6: Array<{ address: string; prefix: string; scope: string }> }> {
  const out = new Map<
    string,
    { v4: Address4[]; v6: Array<{ address: string; prefix: string; scope: string }> }
  >();
  let now: { v4: Address4[]; v6: Array<{ address: string; prefix: string; scope: string }> } | undefined;
  let name = '';
  for (const line of text.split('\n')) {
    const head = /^\d+:\s+([^:@\s]+)/.exec(line);
    if (head !== null) {
      name = head[1]!;
      now = { v4: [], v6: [] };
      out.set(name, now);
      continue;
    }
    const w = line.trim().split(/\s+/);
    if (now === undefined) continue;
    const after = (word: string): string | undefined =>
      w.includes(word) ? w[w.indexOf(word) + 1] : undefined;
    if (w[0] === 'inet') {
      const [address, prefix] = w[1]!.split('/');
      const last = w.at(-1)!;
      now.v4.push({
        label: last === name || last.startsWith(`${name}:`) ? last : name,
        address: address!,
        broadcast: after('brd') ?? '',
        prefix: Number(prefix ?? 32),
      });
    } else if (w[0] === 'inet6') {
      const [address, prefix] = w[1]!.split('/');
      now.v6.push({ address: address!, prefix: prefix ?? '128', scope: after('scope') ?? 'global' });
    }
  }
  return out;
}

const types: Readonly<Record<string, string>> = {
  '1': 'ether',
  '512': 'ppp',
  '772': 'loopback',
  '32': 'infiniband',
  '65534': 'tunnel',
};

function route(text: string | undefined): { interface?: string; gateway?: string; address?: string } {
  const w = (text ?? '').split('\n')[0]!.trim().split(/\s+/);
  const after = (word: string): string | undefined => (w.includes(word) ? w[w.indexOf(word) + 1] : undefined);
  const [dev, via, src] = [after('dev'), after('via'), after('src')];
  return {
    ...(dev !== undefined && { interface: dev }),
    ...(src !== undefined && { address: src }),
    ...(via !== undefined && { gateway: via }),
  };
}

export function networkFacts(s: Sections): Facts {
  const addresses = parseAddresses(s.get('addr') ?? '');
  const default4: Record<string, Plain> = route(s.get('default4'));
  const default6: Record<string, Plain> = route(s.get('default6'));
  const facts: Record<string, Plain> = {};
  const names: string[] = [];
  const all4: string[] = [];
  const all6: string[] = [];
  for (const [section, text] of s) {
    if (!section.startsWith('net:')) continue;
    const name = section.slice(4);
    names.push(name);
    const pairs = text
      .split('\n')
      .map((l) => [l.slice(0, l.indexOf('=')), l.slice(l.indexOf('=') + 1).trim()] as [string, string]);
    const v = new Map(pairs);
    const many = (key: string): string[] => pairs.filter(([k]) => k === key).map(([, x]) => x);
    const mac = v.get('address');
    const type = v.has('bridge')
      ? 'bridge'
      : v.has('bonding')
        ? 'bonding'
        : (types[v.get('type') ?? ''] ?? 'unknown');
    const device: Record<string, Plain> = { device: name };
    if (mac !== undefined && mac !== '' && mac !== '00:00:00:00:00:00') device['macaddress'] = mac;
    if (v.has('mtu')) device['mtu'] = Number(v.get('mtu'));
    if (v.has('operstate')) device['active'] = v.get('operstate') !== 'down';
    if (v.has('module')) device['module'] = v.get('module')!;
    device['type'] = type;
    if (v.has('bridge')) {
      device['interfaces'] = many('member');
      device['id'] = v.get('bridge_id') ?? '';
      device['stp'] = v.get('stp') === '1';
    } else if (v.has('bonding')) {
      device['slaves'] = (v.get('bond_slaves') ?? '').split(' ').filter(Boolean);
      device['mode'] = (v.get('bond_mode') ?? '').split(' ')[0]!;
      device['miimon'] = (v.get('bond_miimon') ?? '').split(' ')[0]!;
      device['lacp_rate'] = (v.get('bond_lacp_rate') ?? '').split(' ')[0]!;
      if (v.get('bond_primary')) device['primary'] = v.get('bond_primary')!;
      device['all_slaves_active'] = v.get('bond_all_slaves_active') === '1';
    } else if (many('lower').length > 0) device['interfaces'] = many('lower');
    if (v.has('pciid')) device['pciid'] = v.get('pciid')!;
    if (v.get('speed')) device['speed'] = Number(v.get('speed'));
    if (v.has('flags')) device['promisc'] = (Number(v.get('flags')) & 0x100) !== 0;
    const a = addresses.get(name);
    for (const x of a?.v4 ?? []) {
      const d = describe4(x);
      if (x.label !== name) {
        facts[x.label.replaceAll('-', '_')] = {
          device: x.label,
          ipv4: d,
          ...(device['macaddress'] !== undefined && { macaddress: device['macaddress'] }),
          ...(device['mtu'] !== undefined && { mtu: device['mtu'] }),
          type,
        };
        names.push(x.label);
      } else if (device['ipv4'] === undefined) device['ipv4'] = d;
      else device['ipv4_secondaries'] = [...((device['ipv4_secondaries'] as Plain[] | undefined) ?? []), d];
      if (default4['address'] === x.address && default4['interface'] === name) {
        Object.assign(default4, d, {
          alias: x.label,
          ...(device['macaddress'] !== undefined && { macaddress: device['macaddress'] }),
          mtu: device['mtu'],
          type,
        });
      }
      if (!x.address.startsWith('127.')) all4.push(x.address);
    }
    if (a !== undefined && a.v6.length > 0) device['ipv6'] = a.v6;
    for (const x of a?.v6 ?? []) {
      if (default6['address'] === x.address && default6['interface'] === name) {
        Object.assign(default6, {
          prefix: x.prefix,
          scope: x.scope,
          ...(device['macaddress'] !== undefined && { macaddress: device['macaddress'] }),
          mtu: device['mtu'],
          type,
        });
      }
      if (x.address !== '::1') all6.push(x.address);
    }
    facts[name.replaceAll('-', '_')] = device;
  }
  const unlessGateway = (d: Record<string, Plain>): Plain =>
    d['gateway'] === undefined && d['address'] === undefined ? {} : d;
  return {
    ...facts,
    interfaces: names,
    default_ipv4: unlessGateway(default4),
    default_ipv6: unlessGateway(default6),
    all_ipv4_addresses: all4,
    all_ipv6_addresses: all6,
  };
}
