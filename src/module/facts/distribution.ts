import { file, linesOf, type Sections } from './script.ts';
import type { Facts } from './types.ts';

const families: Readonly<Record<string, readonly string[]>> = {
  RedHat: [
    'RedHat',
    'RHEL',
    'Fedora',
    'CentOS',
    'Scientific',
    'SLC',
    'Ascendos',
    'CloudLinux',
    'PSBM',
    'OracleLinux',
    'OVS',
    'OEL',
    'Amazon',
    'Virtuozzo',
    'XenServer',
    'Alibaba',
    'EulerOS',
    'openEuler',
    'AlmaLinux',
    'Rocky',
    'TencentOS',
    'EuroLinux',
    'Kylin Linux Advanced Server',
    'MIRACLE',
  ],
  Debian: [
    'Debian',
    'Ubuntu',
    'Raspbian',
    'Neon',
    'KDE neon',
    'Linux Mint',
    'SteamOS',
    'Devuan',
    'Kali',
    'Cumulus Linux',
    'Pop!_OS',
    'Parrot',
    'Pardus GNU/Linux',
    'Uos',
    'Deepin',
    'OSMC',
  ],
  Suse: [
    'SuSE',
    'SLES',
    'SLED',
    'openSUSE',
    'openSUSE Tumbleweed',
    'SLES_SAP',
    'SUSE_LINUX',
    'openSUSE Leap',
    'ALP-Dolomite',
  ],
  Archlinux: ['Archlinux', 'Antergos', 'Manjaro'],
  Mandrake: ['Mandrake', 'Mandriva'],
  Slackware: ['Slackware'],
  Altlinux: ['Altlinux'],
  Gentoo: ['Gentoo', 'Funtoo'],
  Alpine: ['Alpine'],
  ClearLinux: ['Clear Linux OS', 'Clear Linux Mix'],
  Flatcar: ['Flatcar'],
};

/** KEY=value lines of os-release and the like, quotes taken off. */
export function keyValues(text: string): Map<string, string> {
  const out = new Map<string, string>();
  for (const line of text.split('\n')) {
    const m = /^\s*([A-Za-z_][\w]*)=(.*)$/.exec(line);
    if (m !== null)
      out.set(
        m[1]!,
        m[2]!
          .trim()
          .replace(/^(["'])(.*)\1$/, '$2')
          .replace(/\\(["$`\\])/g, '$1'),
      );
  }
  return out;
}

interface Found {
  name: string;
  version: string;
  release: string;
  path: string;
  variety: string;
  minor?: string | undefined;
  /** What the file had to hold to be taken. */
  search?: string | undefined;
  /** False where the file is there and says nothing. */
  parsed?: boolean | undefined;
}

const redHatNames: ReadonlyArray<readonly [RegExp, string]> = [
  [/Red Hat/, 'RedHat'],
  [/^Fedora/, 'Fedora'],
  [/CentOS/, 'CentOS'],
  [/^Rocky/, 'Rocky'],
  [/^AlmaLinux/, 'AlmaLinux'],
  [/Oracle/, 'OracleLinux'],
  [/^Scientific/, 'Scientific'],
  [/^CloudLinux/, 'CloudLinux'],
  [/^Virtuozzo/, 'Virtuozzo'],
  [/^XenServer/, 'XenServer'],
  [/^EuroLinux/, 'EuroLinux'],
];

function redHat(text: string, os: Map<string, string>, path: string): Found {
  const name = redHatNames.find(([re]) => re.test(text))?.[1] ?? text.split(/\s/)[0]!;
  const exact = /release ([\d.]+)/.exec(text)?.[1] ?? os.get('VERSION_ID') ?? 'NA';
  const version = name === 'CentOS' ? exact.split('.').slice(0, 2).join('.') : exact;
  const release = os.get('VERSION_CODENAME') ?? /\(([^)]*)\)/.exec(text)?.[1] ?? 'NA';
  const found = { name, version, release, path, variety: 'RedHat' };
  return name === 'RedHat' ? { ...found, search: 'Red Hat' } : found;
}

const debianNames: Readonly<Record<string, string>> = {
  debian: 'Debian',
  ubuntu: 'Ubuntu',
  raspbian: 'Debian',
  linuxmint: 'Linux Mint',
  kali: 'Kali',
  devuan: 'Devuan',
  neon: 'KDE neon',
  pop: 'Pop!_OS',
  parrot: 'Parrot',
  steamos: 'SteamOS',
  deepin: 'Deepin',
  uos: 'Uos',
  osmc: 'OSMC',
};

function debian(os: Map<string, string>, s: Sections): Found {
  const id = os.get('ID') ?? 'debian';
  const name = debianNames[id] ?? os.get('NAME') ?? 'Debian';
  let version = os.get('VERSION_ID') ?? 'NA';
  let minor: string | undefined;
  const exact = linesOf(file(s, '/etc/debian_version'))[0];
  if (name === 'Debian') {
    if (id === 'debian' && exact !== undefined && /^\d+\.\d+/.test(exact)) version = exact;
    if (version === 'NA' && exact !== undefined) version = exact;
    minor = /^\d+\.(\d+)/.exec(exact ?? '')?.[1];
  }
  const release =
    os.get('VERSION_CODENAME') ??
    os.get('UBUNTU_CODENAME') ??
    /\((.*?)\)/.exec(os.get('VERSION') ?? '')?.[1] ??
    keyValues(file(s, '/etc/lsb-release') ?? '').get('DISTRIB_CODENAME') ??
    (/\/(sid)/.test(exact ?? '') ? exact!.split('/')[0]! : 'NA');
  return { name, version, release, path: '/etc/os-release', variety: id === 'pop' ? 'NA' : 'Debian', minor };
}

function suse(os: Map<string, string>): Found {
  const id = os.get('ID') ?? '';
  const name =
    id === 'sles'
      ? /SAP/.test(os.get('NAME') ?? '')
        ? 'SLES_SAP'
        : 'SLES'
      : id === 'sled'
        ? 'SLED'
        : id === 'opensuse-leap'
          ? 'openSUSE Leap'
          : id === 'opensuse-tumbleweed'
            ? 'openSUSE Tumbleweed'
            : (os.get('NAME') ?? 'openSUSE');
  const version = os.get('VERSION_ID') ?? 'NA';
  const release = name === 'openSUSE Tumbleweed' ? '' : (version.split('.')[1] ?? '0');
  return { name, version, release, path: '/etc/os-release', variety: 'SUSE' };
}

function find(s: Sections): Found {
  const os = keyValues(file(s, '/etc/os-release') ?? file(s, '/usr/lib/os-release') ?? '');
  const like = `${os.get('ID') ?? ''} ${os.get('ID_LIKE') ?? ''}`;
  const oracle = file(s, '/etc/oracle-release');
  if (oracle !== undefined)
    return {
      ...redHat(oracle, os, '/etc/oracle-release'),
      name: 'OracleLinux',
      variety: 'OracleLinux',
      search: 'Oracle Linux',
    };
  if (os.get('ID') === 'amzn') {
    const version = os.get('VERSION_ID') ?? 'NA';
    const minor = version.split('.')[1] ?? 'NA';
    return { name: 'Amazon', version, release: 'NA', path: '/etc/os-release', variety: 'Amazon', minor };
  }
  const centos = file(s, '/etc/centos-release');
  if (centos !== undefined && /Stream/.test(centos))
    return { ...redHat(centos, os, '/etc/centos-release'), release: 'Stream', variety: 'CentOS' };
  const red = file(s, '/etc/redhat-release');
  if (red !== undefined && red.trim() !== '') return redHat(red, os, '/etc/redhat-release');
  const alt = file(s, '/etc/altlinux-release');
  if (alt !== undefined)
    return {
      name: 'Altlinux',
      version: /[\d.]+/.exec(alt)?.[0] ?? 'NA',
      release: 'NA',
      path: '/etc/altlinux-release',
      variety: 'Altlinux',
    };
  if (/\b(suse|opensuse|sles|sled)/.test(like)) return suse(os);
  const alpine = file(s, '/etc/alpine-release');
  if (alpine !== undefined)
    return {
      name: 'Alpine',
      version: alpine.trim(),
      release: 'NA',
      path: '/etc/alpine-release',
      variety: 'Alpine',
    };
  if (/\b(debian|ubuntu)\b/.test(like)) return debian(os, s);
  const arch = file(s, '/etc/arch-release');
  if (/\barch\b/.test(like) || arch !== undefined)
    return {
      name: 'Archlinux',
      version: os.get('VERSION_ID') ?? 'NA',
      release: 'NA',
      path: arch === undefined ? '/etc/os-release' : '/etc/arch-release',
      variety: 'Archlinux',
      parsed: arch === undefined || arch.trim() !== '',
    };
  const gentoo = file(s, '/etc/gentoo-release');
  if (gentoo !== undefined)
    return {
      name: 'Gentoo',
      version: /[\d.]+/.exec(gentoo)?.[0] ?? 'NA',
      release: 'NA',
      path: os.size > 0 ? '/etc/os-release' : '/etc/gentoo-release',
      variety: 'NA',
    };
  if (os.get('ID') === 'flatcar')
    return {
      name: 'Flatcar',
      version: os.get('VERSION_ID') ?? 'NA',
      release: 'NA',
      path: '/etc/os-release',
      variety: 'Flatcar',
    };
  if (file(s, '/etc/slackware-version') !== undefined)
    return {
      name: 'Slackware',
      version: /\d[\w.+-]*/.exec(file(s, '/etc/slackware-version')!)?.[0] ?? 'NA',
      release: os.get('VERSION_CODENAME') ?? 'NA',
      path: '/etc/slackware-version',
      variety: 'Slackware',
    };
  const name = os.get('NAME') ?? 'OtherLinux';
  return {
    name,
    version: os.get('VERSION_ID') ?? 'NA',
    release: os.get('VERSION_CODENAME') ?? 'NA',
    path: os.size > 0 ? '/etc/os-release' : '',
    variety: 'NA',
  };
}

export function distributionFacts(s: Sections): Facts {
  const d = find(s);
  const major = d.version.split('.')[0] || 'NA';
  const family = Object.entries(families).find(([, names]) => names.includes(d.name))?.[0] ?? d.name;
  return {
    distribution: d.name,
    distribution_release: d.release,
    distribution_version: d.version,
    distribution_major_version: d.name === 'openSUSE Tumbleweed' ? d.version : major,
    ...(d.path !== '' && { distribution_file_path: d.path, distribution_file_variety: d.variety }),
    ...(d.path !== '' && d.parsed !== false && { distribution_file_parsed: true }),
    ...(d.search !== undefined && { distribution_file_search_string: d.search }),
    ...(d.minor !== undefined && { distribution_minor_version: d.minor }),
    os_family: family,
  };
}

/** Whether dnf is the package manager of this version. */
const recent = (d: Facts, major: number): boolean =>
  major >= ({ Fedora: 23, Amazon: 2022 }[String(d['distribution'])] ?? 8);

export function pkgMgr(s: Sections, d: Facts): string {
  const has = new Set(linesOf(s.get('programs')));
  const major = Number.parseInt(String(d['distribution_major_version']), 10);
  if (has.has('/usr/bin/rpm-ostree') && has.has('/run/ostree-booted')) return 'atomic_container';
  if (d['os_family'] === 'RedHat') {
    const name = recent(d, major) ? 'dnf' : 'yum';
    // of RHEL and its kin the version alone says it
    const own = d['distribution'] === 'Fedora' || d['distribution'] === 'Amazon';
    if (!own || has.has(`/usr/bin/${name}`)) return name;
  }
  const order: ReadonlyArray<readonly [string, string]> = [
    ['/usr/bin/apt-get', d['os_family'] === 'Altlinux' ? 'apt_rpm' : 'apt'],
    ['/usr/bin/zypper', 'zypper'],
    ['/usr/bin/pacman', 'pacman'],
    ['/sbin/apk', 'apk'],
    ['/usr/bin/emerge', 'portage'],
    ['/usr/bin/xbps-install', 'xbps'],
    ['/usr/bin/swupd', 'swupd'],
    ['/usr/sbin/urpmi', 'urpmi'],
    ['/usr/sbin/sorcery', 'sorcery'],
    ['/bin/opkg', 'opkg'],
    ['/usr/bin/dnf', 'dnf'],
    ['/usr/bin/yum', 'yum'],
  ];
  return order.find(([p]) => has.has(p))?.[1] ?? 'unknown';
}
