import { fqdnOf } from './fqdn.ts';
import { linesOf, type Sections } from './script.ts';
import type { Facts } from './types.ts';

export function platformFacts(s: Sections): Facts {
  const [system = 'Linux', node = '', release = '', version = '', machine = ''] = (
    s.get('uname') ?? ''
  ).split('\n');
  const fqdn = fqdnOf(s.get('fqdn') ?? '', node);
  const bits = linesOf(s.get('bits'))[0] ?? (machine.endsWith('64') ? '64' : '32');
  const x86 = /^(x86_64|i\d86)$/.test(machine);
  const id = linesOf(s.get('machine_id'))[0];
  return {
    system,
    kernel: release,
    kernel_version: version,
    machine,
    fqdn,
    hostname: node.split('.')[0]!,
    nodename: node,
    domain: fqdn.split('.').slice(1).join('.'),
    userspace_bits: bits,
    architecture: /^i\d86$/.test(machine) ? 'i386' : machine,
    ...(x86 && { userspace_architecture: bits === '64' ? 'x86_64' : 'i386' }),
    ...(id !== undefined && { machine_id: id }),
  };
}

/** The interpreter that a host has; nothing where it has none. */
export function pythonFacts(s: Sections): { version: Facts; python: Facts } {
  try {
    const [info, executable, type, ssl] = JSON.parse(s.get('python') ?? '') as [
      [number, number, number, string, number],
      string,
      string | null,
      boolean,
    ];
    const [major, minor, micro, releaselevel, serial] = info;
    return {
      version: { python_version: `${major}.${minor}.${micro}` },
      python: {
        python: {
          version: { major, minor, micro, releaselevel, serial },
          version_info: info,
          executable,
          type,
          has_sslcontext: ssl,
        },
      },
    };
  } catch {
    return { version: {}, python: {} };
  }
}
