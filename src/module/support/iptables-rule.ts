/** What an iptables rule is made of, as the module's parameters have it. Lists are never null. */
export interface RuleParams {
  readonly ip_version: 'ipv4' | 'ipv6';
  readonly match: readonly string[];
  readonly tcp_flags: {
    readonly flags?: readonly string[] | null;
    readonly flags_set?: readonly string[] | null;
  } | null;
  readonly destination_ports: readonly string[];
  readonly ctstate: readonly string[];
  readonly syn: 'ignore' | 'match' | 'negate';
  readonly [text: string]: unknown;
}

/** One part of a rule, in iptables' order: a parameter behind its option, or what several make together. */
type Part = readonly [param: string, option: string] | ((p: RuleParams) => string[]);

const text = (p: RuleParams, name: string): string | undefined => {
  const v = p[name];
  return typeof v === 'string' && v !== '' ? v : undefined;
};

/** `!value` negates. */
function option(flag: string, value: string | undefined): string[] {
  if (value === undefined) return [];
  return value.startsWith('!') ? ['!', flag, value.slice(1)] : [flag, value];
}

/** A match that brings its extension along where the user did not name it. */
function extension(p: RuleParams, name: string, words: string[], named = p.match.includes(name)): string[] {
  return words.length === 0 || named ? words : ['-m', name, ...words];
}

const plain = (...pairs: ReadonlyArray<readonly [string, string]>): Part[] => pairs.map((x) => x);

const parts: readonly Part[] = [
  (p) => (text(p, 'wait') === undefined ? [] : ['-w', text(p, 'wait')!]),
  ...plain(['protocol', '-p'], ['source', '-s'], ['destination', '-d']),
  (p) => p.match.flatMap((m) => option('-m', m)),
  (p) => {
    const { flags, flags_set: set } = p.tcp_flags ?? {};
    return flags && set ? ['--tcp-flags', flags.join(','), set.join(',')] : [];
  },
  ...plain(['jump', '-j']),
  (p) => (text(p, 'jump')?.toLowerCase() === 'tee' ? option('--gateway', text(p, 'gateway')) : []),
  ...plain(
    ['log_prefix', '--log-prefix'],
    ['log_level', '--log-level'],
    ['to_destination', '--to-destination'],
  ),
  (p) =>
    p.destination_ports.length === 0 ? [] : ['-m', 'multiport', '--dports', p.destination_ports.join(',')],
  ...plain(
    ['to_source', '--to-source'],
    ['goto', '-g'],
    ['in_interface', '-i'],
    ['out_interface', '-o'],
    ['fragment', '-f'],
    ['set_counters', '-c'],
    ['source_port', '--source-port'],
    ['destination_port', '--destination-port'],
    ['to_ports', '--to-ports'],
    ['set_dscp_mark', '--set-dscp'],
    ['set_dscp_mark_class', '--set-dscp-class'],
  ),
  (p) => (p.syn === 'ignore' ? [] : p.syn === 'match' ? ['--syn'] : ['!', '--syn']),
  (p) => {
    if (p.ctstate.length === 0) return [];
    const states = p.ctstate.join(',');
    if (!p.match.includes('conntrack') && p.match.includes('state')) return ['--state', states];
    return extension(p, 'conntrack', ['--ctstate', states]);
  },
  (p) =>
    extension(p, 'iprange', [
      ...option('--src-range', text(p, 'src_range')),
      ...option('--dst-range', text(p, 'dst_range')),
    ]),
  (p) => {
    const flags = text(p, 'match_set_flags');
    const set = option('--match-set', text(p, 'match_set'));
    if (set.length === 0 && !p.match.includes('set')) return [];
    return extension(p, 'set', [...set, ...(flags === undefined ? [] : [flags])]);
  },
  (p) =>
    extension(
      p,
      'limit',
      [...option('--limit', text(p, 'limit')), ...option('--limit-burst', text(p, 'limit_burst'))],
      false,
    ),
  (p) => extension(p, 'owner', option('--uid-owner', text(p, 'uid_owner')), false),
  (p) => extension(p, 'owner', option('--gid-owner', text(p, 'gid_owner')), false),
  (p) => (text(p, 'jump') === undefined && text(p, 'reject_with') !== undefined ? ['-j', 'REJECT'] : []),
  ...plain(['reject_with', '--reject-with']),
  (p) => option(p.ip_version === 'ipv4' ? '--icmp-type' : '--icmpv6-type', text(p, 'icmp_type')),
  (p) => extension(p, 'comment', option('--comment', text(p, 'comment')), false),
];

/** The words of a rule, behind the name of its chain. */
export const ruleWords = (p: RuleParams): string[] =>
  parts.flatMap((part) => (typeof part === 'function' ? part(p) : option(part[1], text(p, part[0]))));

/** Whether `version` ("1.8.9") is at least `wanted`. */
export function atLeast(version: string, wanted: readonly number[]): boolean {
  const have = version.split('.').map((n) => Number.parseInt(n, 10) || 0);
  for (const [i, n] of wanted.entries()) if ((have[i] ?? 0) !== n) return (have[i] ?? 0) > n;
  return true;
}
