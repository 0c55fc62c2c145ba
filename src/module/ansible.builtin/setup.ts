import { PyError } from '../../value/errors.ts';
import { fnmatchRegex } from '../../value/fnmatch.ts';
import type { Plain } from '../../value/plain.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { distributionFacts, pkgMgr } from '../facts/distribution.ts';
import {
  cpuFacts,
  deviceFacts,
  dmiFacts,
  lvmFacts,
  memoryFacts,
  mountFacts,
  uptimeFacts,
} from '../facts/hardware.ts';
import {
  apparmorFacts,
  capsFacts,
  chrootFact,
  cmdlineFacts,
  dateFacts,
  dnsFacts,
  fipsFacts,
  localFacts,
  lsbFacts,
  moreFacts,
  selinuxFacts,
  serviceMgr,
  sshKeyFacts,
  userFacts,
} from '../facts/minimal.ts';
import { networkFacts } from '../facts/network.ts';
import { platformFacts, pythonFacts } from '../facts/platform.ts';
import { factScript, type Sections, sections } from '../facts/script.ts';
import { collectors } from '../facts/subsets.ts';
import type { Facts } from '../facts/types.ts';
import { virtualFacts } from '../facts/virtual.ts';

interface Params {
  readonly gather_subset: readonly string[];
  readonly gather_timeout: number;
  readonly filter: readonly string[];
  readonly fact_path: string;
}

interface Gathered {
  readonly facts: Record<string, Plain>;
  readonly warnings: readonly string[];
}

/** Facts of a host from the output of the fact script and its environment. Pure: the tests feed it recorded output. */
export function factsOf(
  s: Sections,
  wanted: ReadonlySet<string>,
  environment: Readonly<Record<string, string>>,
): Gathered {
  const out: Record<string, Plain> = {};
  let warnings: string[] = [];
  const add = (facts: Facts): void => void Object.assign(out, facts);
  const on = (name: string): boolean => wanted.has(name);
  const python = pythonFacts(s);
  const distribution = distributionFacts(s);
  if (on('platform') || on('platform_needed')) add({ ...platformFacts(s), ...python.version });
  if (on('distribution')) add(distribution);
  if (on('apparmor')) add(apparmorFacts(s));
  if (on('caps')) add(capsFacts(s));
  if (on('cmdline')) add(cmdlineFacts(s));
  if (on('date_time')) add(dateFacts(s));
  if (on('dns')) add(dnsFacts(s));
  if (on('env')) add({ env: environment });
  if (on('fips')) add(fipsFacts(s));
  if (on('lsb')) add(lsbFacts(s));
  if (on('pkg_mgr')) add({ pkg_mgr: pkgMgr(s, distribution) });
  if (on('python')) add(python.python);
  if (on('selinux')) add(selinuxFacts(s));
  if (on('service_mgr')) add({ service_mgr: serviceMgr(s) });
  if (on('ssh_pub_keys')) add(sshKeyFacts(s));
  if (on('user')) add(userFacts(s));
  if (on('local')) {
    try {
      const local = localFacts(s);
      add(local.facts);
      warnings = local.warnings;
    } catch (e) {
      if (!(e instanceof PyError)) throw e;
    }
  }
  const more = moreFacts(s);
  for (const [collector, fact] of [
    ['loadavg', 'loadavg'],
    ['fibre_channel_wwn', 'fibre_channel_wwn'],
    ['iscsi', 'iscsi_iqn'],
    ['nvme', 'hostnqn'],
  ] as const) {
    if (on(collector)) add({ [fact]: more[fact] });
  }
  if (on('is_chroot') || on('chroot')) add(chrootFact(s));
  if (on('hardware'))
    for (const f of [cpuFacts, memoryFacts, dmiFacts, deviceFacts, uptimeFacts, lvmFacts, mountFacts])
      add(f(s));
  if (on('network')) add(networkFacts(s));
  if (on('virtual')) add(virtualFacts(s));
  return { facts: out, warnings };
}

/** `filter`: shell patterns, with or without the prefix of the fact names. */
function filtered(facts: Record<string, Plain>, patterns: readonly string[]): Record<string, Plain> {
  const list = patterns.map((p) => p.trim()).filter((p) => p !== '' && p !== '*');
  if (list.length === 0) return facts;
  const res = list.map(fnmatchRegex);
  return Object.fromEntries(
    Object.entries(facts).filter(([name]) =>
      res.some((re) => re.test(name) || re.test(name.replace(/^ansible_/, ''))),
    ),
  );
}

export default defineModule<Params>({
  shortDescription: 'Gathers facts of a host',
  description:
    'Finds what is known of a host: platform, distribution, hardware, network, users. It takes one round trip and needs no Python on the host.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/setup_module.html',
  options: {
    gather_subset: {
      type: 'list',
      elements: 'str',
      default: ['all'],
      description: 'What to gather: all, min, hardware, network, virtual, or finer names; ! leaves out.',
    },
    gather_timeout: { type: 'int', default: 10, description: 'Seconds that slow facts may take.' },
    filter: {
      type: 'list',
      elements: 'str',
      default: [],
      description: 'Shell patterns of the facts to give back.',
    },
    fact_path: {
      type: 'path',
      default: '/etc/ansible/facts.d',
      description: "Directory of the host's own facts (*.fact).",
    },
  },
  returns: {
    ansible_facts: {
      description: 'The facts, each with the prefix ansible_.',
      returned: 'success',
      type: 'dict',
    },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    const wanted = collectors(p.gather_subset);
    const script = factScript({
      minimal: [...wanted].some((c) => !['hardware', 'network', 'virtual', 'platform_needed'].includes(c)),
      more:
        wanted.has('loadavg') || wanted.has('iscsi') || wanted.has('nvme') || wanted.has('fibre_channel_wwn'),
      hardware: wanted.has('hardware'),
      network: wanted.has('network'),
      virtual: wanted.has('virtual'),
      factPath: wanted.has('local') ? p.fact_path : undefined,
    });
    // Fed by stdin: the text is too long for some hosts' limit of one argument, and needs no quoting.
    const r = await ctx.target.exec(['sh', '-s'], {
      stdin: script,
      timeout: Math.max(60, p.gather_timeout * 6) * 1000,
      signal: ctx.signal,
    });
    const s = sections(r.stdout.toString());
    if (!s.has('end'))
      throw new ModuleFailure(
        `Could not gather facts: ${r.timedOut ? 'the time is over' : r.stderr.toString().trim() || `exit code ${r.rc}`}`,
      );
    const { facts, warnings } = factsOf(s, wanted, wanted.has('env') ? await ctx.target.environment() : {});
    for (const w of warnings) ctx.warn(w);
    for (const tool of ['facter', 'ohai'])
      if (p.gather_subset.includes(tool)) ctx.warn(`Facts of ${tool} are not gathered by this program.`);
    const named: Record<string, Plain> = {};
    for (const [k, v] of Object.entries(facts)) named[`ansible_${k}`] = v;
    named['gather_subset'] = [...p.gather_subset];
    named['module_setup'] = true;
    return { changed: false, ansible_facts: filtered(named, p.filter), _ansible_verbose_override: true };
  },
});
