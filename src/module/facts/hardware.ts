import type { Plain } from '../../value/plain.ts';
import { file, linesOf, type Sections } from './script.ts';
import type { Facts } from './types.ts';

export function memoryFacts(s: Sections): Facts {
  const mem: Record<string, number> = {};
  for (const m of (file(s, '/proc/meminfo') ?? '').matchAll(/^(\w+):\s+(\d+)/gm))
    mem[m[1]!] = Math.floor(Number(m[2]) / 1024);
  const g = (k: string): number => mem[k] ?? 0;
  const free = g('MemFree') + g('Cached') + g('Buffers');
  return {
    memtotal_mb: g('MemTotal'),
    memfree_mb: g('MemFree'),
    swaptotal_mb: g('SwapTotal'),
    swapfree_mb: g('SwapFree'),
    memory_mb: {
      real: { total: g('MemTotal'), used: g('MemTotal') - g('MemFree'), free: g('MemFree') },
      nocache: { free, used: g('MemTotal') - free },
      swap: {
        total: g('SwapTotal'),
        free: g('SwapFree'),
        used: g('SwapTotal') - g('SwapFree'),
        cached: g('SwapCached'),
      },
    },
  };
}

export function cpuFacts(s: Sections): Facts {
  const processor: string[] = [];
  const sockets = new Map<string, number>();
  const siblings = new Map<string, number>();
  let physical = '';
  let core = '';
  let count = 0;
  for (const line of (file(s, '/proc/cpuinfo') ?? '').split('\n')) {
    const m = /^([^:]+?)\s*:\s*(.*)$/.exec(line);
    if (m === null) continue;
    const [, key, value = ''] = m;
    if (['processor', 'vendor_id', 'model name', 'cpu', 'Processor', 'Vendor'].includes(key!))
      processor.push(value.trim());
    if (key === 'processor') count++;
    if (key === 'physical id') {
      physical = value;
      if (!sockets.has(physical)) sockets.set(physical, 1);
    } else if (key === 'core id') core = value;
    else if (key === 'cpu cores') sockets.set(physical, Number(value));
    else if (key === 'siblings') siblings.set(core, Number(value));
  }
  const sets = sockets.size;
  const perSocket = sets > 0 ? [...sockets.values()][0]! : 1;
  const threads = sets > 0 ? Math.max(1, Math.floor(([...siblings.values()][0] ?? 1) / perSocket)) : 1;
  const n = sets > 0 ? sets : count;
  return {
    processor,
    processor_count: n,
    processor_cores: perSocket,
    processor_threads_per_core: threads,
    processor_vcpus: threads * n * perSocket,
    processor_nproc: Number(linesOf(s.get('nproc'))[0] ?? count),
  };
}

const formFactors = [
  'Unknown',
  'Other',
  'Unknown',
  'Desktop',
  'Low Profile Desktop',
  'Pizza Box',
  'Mini Tower',
  'Tower',
  'Portable',
  'Laptop',
  'Notebook',
  'Hand Held',
  'Docking Station',
  'All In One',
  'Sub Notebook',
  'Space-saving',
  'Lunch Box',
  'Main Server Chassis',
  'Expansion Chassis',
  'Sub Chassis',
  'Bus Expansion Chassis',
  'Peripheral Chassis',
  'RAID Chassis',
  'Rack Mount Chassis',
  'Sealed-case PC',
  'Multi-system',
  'CompactPCI',
  'AdvancedTCA',
  'Blade',
  'Blade Enclosure',
  'Tablet',
  'Convertible',
  'Detachable',
  'IoT Gateway',
  'Embedded PC',
  'Mini PC',
  'Stick PC',
];

export function dmiFacts(s: Sections): Facts {
  const out: Record<string, string> = {};
  for (const key of [
    'bios_date',
    'bios_vendor',
    'bios_version',
    'board_asset_tag',
    'board_name',
    'board_serial',
    'board_vendor',
    'board_version',
    'chassis_asset_tag',
    'chassis_serial',
    'chassis_vendor',
    'chassis_version',
    'product_name',
    'product_serial',
    'product_uuid',
    'product_version',
  ])
    out[key] = s.get(`dmi:${key}`)?.trim() ?? 'NA';
  out['system_vendor'] = s.get('dmi:sys_vendor')?.trim() ?? 'NA';
  const chassis = s.get('dmi:chassis_type')?.trim();
  out['form_factor'] = chassis === undefined ? 'NA' : (formFactors[Number(chassis)] ?? 'NA');
  return out;
}

/** Octal escapes of /proc/mounts. */
const unescapeMount = (text: string): string =>
  text.replace(/\\([0-7]{3})/g, (_, o: string) => String.fromCharCode(Number.parseInt(o, 8)));

export function mountFacts(s: Sections): Facts {
  const stats = new Map<string, number[]>();
  for (const line of linesOf(s.get('statfs'))) {
    const [mount, ...n] = line.split(' ');
    stats.set(mount!, n.map(Number));
  }
  const uuids = new Map(linesOf(s.get('lsblk')).map((l) => l.split(/\s+/) as [string, string | undefined]));
  const mounts: Plain[] = [];
  for (const line of linesOf(file(s, '/proc/mounts'))) {
    const [device, mount, fstype, options] = line.split(' ').map(unescapeMount) as [
      string,
      string,
      string,
      string,
    ];
    if ((!device.startsWith('/') && !device.includes(':/')) || fstype === 'none') continue;
    const st = stats.get(line.split(' ')[1]!);
    const [total = 0, available = 0, , fundamental = 0, size = 0, inodes = 0, inodesFree = 0] = st ?? [];
    mounts.push({
      mount,
      device,
      fstype,
      options,
      ...(st !== undefined && {
        size_total: fundamental * total,
        size_available: fundamental * available,
        block_size: size,
        block_total: total,
        block_available: available,
        block_used: total - available,
        inode_total: inodes,
        inode_available: inodesFree,
        inode_used: inodes - inodesFree,
      }),
      uuid: uuids.get(device) ?? 'N/A',
    });
  }
  return { mounts };
}

/** A size as Ansible's bytes_to_human writes it: `258.00 GB`. */
export function humanSize(bytes: number): string {
  const units: ReadonlyArray<readonly [string, number]> = [
    ['YB', 80],
    ['ZB', 70],
    ['EB', 60],
    ['PB', 50],
    ['TB', 40],
    ['GB', 30],
    ['MB', 20],
    ['KB', 10],
  ];
  const [unit, power] = units.find(([, p]) => bytes >= 2 ** p) ?? ['Bytes', 0];
  return `${(bytes / 2 ** power).toFixed(2)} ${unit}`;
}

export function deviceFacts(s: Sections): Facts {
  const links: Record<string, Record<string, string[]>> = { ids: {}, labels: {}, masters: {}, uuids: {} };
  for (const line of linesOf(s.get('links'))) {
    const [kind, name, device] = line.split(' ');
    const group = links[`${kind}s`];
    if (group !== undefined && device !== undefined) group[device] = [...(group[device] ?? []), name!].sort();
  }
  const uuids = new Map(linesOf(s.get('lsblk')).map((l) => l.split(/\s+/) as [string, string | undefined]));
  const blocks = [...s].filter(([n]) => n.startsWith('block:'));
  for (const [name, text] of blocks) {
    for (const m of text.matchAll(/^slave=(.*)$/gm))
      links['masters']![m[1]!] = [...(links['masters']![m[1]!] ?? []), name.slice(6)].sort();
  }
  const linksOf = (device: string): Plain => ({
    ids: links['ids']![device] ?? [],
    labels: links['labels']![device] ?? [],
    masters: links['masters']![device] ?? [],
    uuids: links['uuids']![device] ?? [],
  });
  const devices: Record<string, Plain> = {};
  for (const [name, text] of blocks) {
    const device = name.slice(6);
    const v = new Map(
      text.split('\n').map((l) => [l.slice(0, l.indexOf('=')), l.slice(l.indexOf('=') + 1).trim()]),
    );
    const partitions: Record<string, Plain> = {};
    for (const m of text.matchAll(/^part=(\S+) (\S+) (\S+) (\S+)$/gm)) {
      const [, part, start, sectors, size] = m;
      partitions[part!] = {
        start: start!,
        sectors: sectors!,
        sectorsize: Number(size),
        size: humanSize(Number(sectors) * 512),
        uuid: uuids.get(`/dev/${part}`) ?? null,
        holders: [
          ...text.matchAll(new RegExp(`^partholder=${part!.replace(/\W/g, '\\$&')} (.*)$`, 'gm')),
        ].map((h) => h[1]!),
        links: linksOf(part!),
      };
    }
    const wwn = links['ids']![device]?.find((l) => l.startsWith('wwn-'))?.replace('wwn-', '');
    devices[device] = {
      virtual: 1,
      links: linksOf(device),
      vendor: v.get('vendor') ?? null,
      model: v.get('model') ?? null,
      sas_address: v.get('sas_address') ?? null,
      sas_device_handle: v.get('sas_device_handle') ?? null,
      removable: v.get('removable') ?? null,
      support_discard: v.get('discard') ?? null,
      ...(v.get('serial') && { serial: v.get('serial') }),
      ...(wwn !== undefined && { wwn }),
      partitions,
      rotational: v.get('rotational') ?? null,
      scheduler_mode:
        /\[(.*?)\]/.exec(v.get('scheduler') ?? '')?.[1] ?? (v.get('scheduler') === 'none' ? 'none' : ''),
      sectors: v.get('size') ?? '0',
      sectorsize: v.get('logical') ?? '512',
      size: humanSize(Number(v.get('size') ?? 0) * 512),
      host: pciDevice(v.get('path') ?? '', s.get('lspci') ?? ''),
      holders: [...text.matchAll(/^holder=(.*)$/gm)].map((m) => m[1]!),
    };
  }
  return { devices, device_links: links };
}

/** What lspci calls the device that a block device's path in /sys hangs on. */
function pciDevice(path: string, lspci: string): string {
  const slot = /^.+\/([a-f0-9]{4}:[a-f0-9]{2}:[01][a-f0-9]\.[0-7])\//.exec(path)?.[1];
  const line = slot === undefined ? undefined : lspci.split('\n').find((l) => l.startsWith(`${slot} `));
  return line?.slice(slot!.length + 1) ?? '';
}

export function lvmFacts(s: Sections): Facts {
  if (!s.has('vgs')) return { lvm: 'N/A' };
  const rows = (name: string): string[][] =>
    linesOf(s.get(name)).map((l) => l.split(',').map((c) => c.trim()));
  const vgs: Record<string, Plain> = {};
  for (const r of rows('vgs'))
    vgs[r[0]!] = { size_g: r.at(-2)!, free_g: r.at(-1)!, num_lvs: r[2]!, num_pvs: r[1]! };
  const lvs: Record<string, Plain> = {};
  for (const r of rows('lvs')) lvs[r[0]!] = { size_g: r[3]!, vg: r[1]! };
  const pvs: Record<string, Plain> = {};
  for (const r of rows('pvs')) pvs[r[0]!] = { size_g: r[4]!, free_g: r[5]!, vg: r[1]! };
  return { lvm: { lvs, vgs, pvs } };
}

export const uptimeFacts = (s: Sections): Facts => {
  const text = file(s, '/proc/uptime');
  return text === undefined ? {} : { uptime_seconds: Math.trunc(Number(text.split(' ')[0])) };
};
