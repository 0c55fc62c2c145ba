import { defineModule, ModuleFailure, type OptionSpec } from '../define.ts';
import { atLeast, type RuleParams, ruleWords } from '../support/iptables-rule.ts';
import { failIfMissing, type ToolResult, tool } from '../support/package/tool.ts';

interface Params extends RuleParams {
  readonly table: string;
  readonly state: 'present' | 'absent';
  readonly action: 'append' | 'insert';
  readonly chain: string | null;
  readonly rule_num: string | null;
  readonly flush: boolean;
  readonly policy: string | null;
  readonly chain_management: boolean;
}

/** Options that take one text, with what they are for. */
const texts: Readonly<Record<string, string>> = {
  protocol: 'Protocol of the packets; `!` before it negates, here and below.',
  wait: 'Seconds to wait for the lock of the tables.',
  source: 'Source address or network.',
  to_source: 'Source that SNAT writes.',
  destination: 'Destination address or network.',
  to_destination: 'Destination that DNAT writes.',
  jump: 'Target of the rule.',
  gateway: 'Host that gets the copies of TEE.',
  log_prefix: 'Text before what LOG writes; makes LOG the target.',
  goto: 'Chain to go on in, without coming back.',
  in_interface: 'Interface that a packet came by.',
  out_interface: 'Interface that a packet leaves by.',
  fragment: 'Fragments behind the first one only.',
  set_counters: 'Counters of packets and bytes that the rule begins with.',
  source_port: 'Source port, or a range first:last.',
  destination_port: 'Destination port, or a range first:last.',
  to_ports: 'Ports that the packets are sent to.',
  set_dscp_mark: 'DSCP mark to set.',
  set_dscp_mark_class: 'DSCP class to set.',
  comment: 'Comment of the rule.',
  src_range: 'Range of source addresses.',
  dst_range: 'Range of destination addresses.',
  match_set: 'Name of an ipset.',
  limit: 'Matches per time (a number with /second, /minute, /hour or /day).',
  limit_burst: 'Matches before the limit counts.',
  uid_owner: 'Account (or ids) that made the packet.',
  gid_owner: 'Group (or ids) that made the packet.',
  reject_with: 'Error packet to answer with; makes REJECT the target.',
  icmp_type: 'ICMP type.',
};
const textOptions: Record<string, OptionSpec> = Object.fromEntries(
  Object.entries(texts).map(([name, description]) => [name, { description }]),
);

export default defineModule<Params>({
  shortDescription: 'Manages rules, policies and chains of iptables',
  description:
    'Acts on the rules of the running kernel; saves nothing for the next boot. A rule is known by all of its parts.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/iptables_module.html',
  options: {
    table: {
      default: 'filter',
      choices: ['filter', 'nat', 'mangle', 'raw', 'security'],
      description: 'Table of the chain.',
    },
    state: { default: 'present', choices: ['absent', 'present'], description: 'Whether the rule is there.' },
    action: {
      default: 'append',
      choices: ['append', 'insert'],
      description: 'Whether a new rule comes last, or first (or at rule_num).',
    },
    ip_version: { default: 'ipv4', choices: ['ipv4', 'ipv6'], description: 'iptables or ip6tables.' },
    chain: { description: 'Chain of the rule: one of iptables, or your own.' },
    rule_num: { description: 'With action=insert: the number that the rule gets.' },
    match: { type: 'list', elements: 'str', default: [], description: 'Extensions to match with.' },
    tcp_flags: {
      type: 'dict',
      description: 'TCP flags to look at, and those of them that must be set.',
      options: {
        flags: { type: 'list', elements: 'str', description: 'Flags to look at.' },
        flags_set: { type: 'list', elements: 'str', description: 'Flags that are set.' },
      },
    },
    log_level: {
      choices: '0 1 2 3 4 5 6 7 emerg alert crit error warning notice info debug'.split(' '),
      description: 'Level that LOG writes with; makes LOG the target.',
    },
    destination_ports: {
      type: 'list',
      elements: 'str',
      default: [],
      description: 'Several destination ports or ranges (multiport).',
    },
    ctstate: { type: 'list', elements: 'str', default: [], description: 'States of the connection.' },
    match_set_flags: {
      choices: ['src', 'dst', 'src,dst', 'dst,src'],
      description: 'What of a packet is looked up in match_set.',
    },
    syn: {
      default: 'ignore',
      choices: ['ignore', 'match', 'negate'],
      description: 'Packets that open a TCP connection only, or none of them.',
    },
    flush: { type: 'bool', default: false, description: 'Takes all rules of the chain, or the table, away.' },
    policy: { choices: ['ACCEPT', 'DROP', 'QUEUE', 'RETURN'], description: 'Policy of the chain.' },
    chain_management: {
      type: 'bool',
      default: false,
      description: 'Makes a chain that is missing; removes it with state=absent and no rule.',
    },
    ...textOptions,
  },
  mutuallyExclusive: [
    ['set_dscp_mark', 'set_dscp_mark_class'],
    ['flush', 'policy'],
  ],
  requiredIf: [
    ['jump', 'TEE', ['gateway']],
    ['jump', 'tee', ['gateway']],
  ],
  returns: {
    rule: { description: 'The words of the rule.', returned: 'always', type: 'str' },
    chain: { description: 'The chain.', returned: 'always', type: 'str' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    const program = p.ip_version === 'ipv4' ? 'iptables' : 'ip6tables';
    const rule = ruleWords(p).join(' ');
    const { ip_version, table, chain, flush, state, chain_management } = p;
    const result = { failed: false, ip_version, table, chain, flush, rule, state, chain_management };
    const done = (changed: boolean) => ({ changed, ...result });

    const said = await tool(target, [program, '--version']);
    await failIfMissing(target, program, said);
    if (!flush && chain === null)
      throw new ModuleFailure('Either chain or flush parameter must be specified.');
    const full: Record<string, unknown> = { ...p };
    if (p['log_prefix'] || p['log_level']) {
      if (p['jump'] === null || p['jump'] === undefined) full['jump'] = 'LOG';
      else if (p['jump'] !== 'LOG')
        throw new ModuleFailure('Logging options can only be used with the LOG jump target.');
    }
    // releases before 1.4.20 know no lock, those before 1.6 wait without a time
    const version = /v(\d[\d.]*)/.exec(said.stdout)?.[1] ?? '0';
    if (!atLeast(version, [1, 6, 0])) full['wait'] = null;

    const words = (action: string, more: readonly string[] = []): string[] => [
      program,
      '-t',
      table,
      action,
      ...(chain === null ? [] : [chain]),
      ...(action === '-I' && p.rule_num ? [p.rule_num] : []),
      ...more,
    ];
    const run = (action: string, more?: readonly string[]): Promise<ToolResult> =>
      tool(target, words(action, more));
    const act = async (action: string, more?: readonly string[]): Promise<ToolResult> => {
      const r = await run(action, more);
      if (r.rc === 0) return r;
      throw new ModuleFailure(r.stderr.trimEnd(), {
        cmd: words(action, more).join(' '),
        rc: r.rc,
        stdout: r.stdout,
        stderr: r.stderr,
      });
    };

    if (flush) {
      if (!checkMode) await act('-F');
      return done(true);
    }
    if (p.policy) {
      const now = /\(policy ([A-Z]+)\)/.exec((await act('-L')).stdout.split('\n')[0] ?? '')?.[1];
      if (now === undefined) throw new ModuleFailure("Can't detect current policy");
      if (now !== p.policy && !checkMode) await act('-P', [p.policy]);
      return done(now !== p.policy);
    }
    if (state === 'absent' && rule === '') {
      const there = (await run('-L')).rc === 0;
      if (there && chain_management && !checkMode) await act('-X');
      return done(there);
    }
    const wanted = ruleWords(full as unknown as RuleParams);
    const there = (await run('-C', wanted)).rc === 0;
    const chainThere = there || (await run('-L')).rc === 0;
    if (there === (state === 'present')) return done(false);
    if (!checkMode) {
      if (state === 'absent') await act('-D', wanted);
      else {
        if (!chainThere && chain_management) await act('-N');
        await act(p.action === 'insert' ? '-I' : '-A', wanted);
      }
    }
    return done(true);
  },
});
