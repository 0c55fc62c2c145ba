import { defineModule, type ModuleContext, ModuleFailure, type ModuleResult } from '../define.ts';
import {
  defaultZone,
  type Firewall,
  FirewallError,
  interfaceSetting,
  simpleSetting,
  targetSetting,
  type ZoneSetting,
  zoneSetting,
} from '../support/firewall-settings.ts';
import { tool } from '../support/package/tool.ts';

interface Params {
  readonly icmp_block: string | null;
  readonly icmp_block_inversion: string | null;
  readonly service: string | null;
  readonly protocol: string | null;
  readonly port: string | null;
  readonly port_forward: ReadonlyArray<ReadonlyMap<string, unknown>> | null;
  readonly rich_rule: string | null;
  readonly zone: string | null;
  readonly immediate: boolean;
  readonly source: string | null;
  readonly permanent: boolean | null;
  readonly state: 'absent' | 'disabled' | 'enabled' | 'present';
  readonly timeout: number;
  readonly interface: string | null;
  readonly masquerade: string | null;
  readonly offline: boolean | null;
  readonly target: string | null;
}
type Ctx = ModuleContext<Params>;

/** What a task asks for. */
interface Wanted {
  readonly setting: ZoneSetting;
  readonly enabled: boolean | undefined;
  /** Told where it was changed: while it is done, and after it. */
  readonly done?: string;
  readonly undone?: string;
  readonly after?: string;
}

export default defineModule<Params>({
  shortDescription: 'Manages firewalld',
  description:
    'Changes zones of firewalld and what they let in, in the running firewall, its configuration, or both. It speaks to firewall-cmd, and where firewalld does not run to firewall-offline-cmd.',
  source: 'https://docs.ansible.com/ansible/latest/collections/ansible/posix/firewalld_module.html',
  options: {
    icmp_block: { description: 'An ICMP type to block.' },
    icmp_block_inversion: { description: 'Whether the blocks of ICMP are inverted.' },
    service: { description: 'Name of a service that firewalld knows.' },
    protocol: { description: 'Name of a protocol.' },
    port: { description: 'Port or range, and protocol: `8081/tcp`, `161-162/udp`.' },
    port_forward: {
      type: 'list',
      elements: 'dict',
      description: 'One mapping of port, proto (udp or tcp), toport and perhaps toaddr.',
    },
    rich_rule: { description: "A rule in firewalld's rich language." },
    zone: { description: 'The zone; the default is the default zone.' },
    immediate: { type: 'bool', default: false, description: 'Changes the running firewall, too.' },
    source: { description: 'A network that belongs to the zone.' },
    permanent: { type: 'bool', description: 'Changes the configuration.' },
    state: {
      required: true,
      choices: ['absent', 'disabled', 'enabled', 'present'],
      description: 'Enabled or disabled; present and absent are for zones and their target.',
    },
    timeout: {
      type: 'int',
      default: 0,
      description: 'Seconds for which a change of the running firewall lasts.',
    },
    interface: { description: 'An interface that belongs to the zone.' },
    masquerade: { description: 'Whether the zone masquerades.' },
    offline: { type: 'bool', description: 'Taken for compatibility; that firewalld does not run is seen.' },
    target: {
      choices: ['default', 'ACCEPT', 'DROP', '%%REJECT%%'],
      description: 'What the zone does with what no rule names.',
    },
  },
  requiredBy: { interface: ['zone'], target: ['zone'], source: ['permanent'] },
  mutuallyExclusive: [
    [
      'icmp_block',
      'icmp_block_inversion',
      'service',
      'protocol',
      'port',
      'port_forward',
      'rich_rule',
      'interface',
      'masquerade',
      'source',
      'target',
    ],
  ],
  returns: { msg: { description: 'What was done.', returned: 'always', type: 'str' } },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    const fw = { target, offline: await isOffline(ctx) };
    const immediate = p.immediate || p.permanent !== true;
    if (immediate && fw.offline)
      throw new ModuleFailure(
        'firewall is not currently running, unable to perform immediate actions without a running firewall daemon',
      );
    const wanted = settingOf(ctx, p.zone ?? '');
    const said: string[] = [];
    let changed = false;
    if (wanted !== undefined) {
      const zone = p.zone === null || p.zone === '' ? await caught([], () => defaultZone(fw)) : p.zone;
      const full = p.zone === null || p.zone === '' ? settingOf(ctx, zone)! : wanted;
      const r = await transact(ctx, fw, zone, full, immediate, said);
      if (r === 'check') return { changed: true };
      changed = r;
      if (changed && full.after !== undefined) said.push(full.after);
    }
    if (fw.offline) said.push('(offline operation: only on-disk configs were altered)');
    return { changed, msg: said.join(', ') } satisfies ModuleResult;
  },
});

async function isOffline(ctx: Ctx): Promise<boolean> {
  const state = await tool(ctx.target, ['firewall-cmd', '--state']);
  if (state.rc === 0) return false;
  if (state.rc === 127 || (await ctx.target.which('firewall-offline-cmd')) === undefined)
    throw new ModuleFailure(
      'firewalld is not on the host: neither firewall-cmd nor firewall-offline-cmd is there. Version 0.2.11 or newer required (0.3.9 or newer for offline operations)',
    );
  return true;
}

/** Looks at the setting in each place, changes it where it differs. 'check' where check mode ends it. */
async function transact(
  ctx: Ctx,
  fw: Firewall,
  zone: string,
  wanted: Wanted,
  immediate: boolean,
  said: string[],
): Promise<boolean | 'check'> {
  const places = [...(ctx.params.permanent === true ? [true] : []), ...(immediate ? [false] : [])];
  const there: boolean[] = [];
  for (const permanent of places)
    there.push(await caught(said, () => wanted.setting.isEnabled(fw, zone, permanent)));
  said.push(
    places.length === 2
      ? 'Permanent and Non-Permanent(immediate) operation'
      : places[0] === true
        ? 'Permanent operation'
        : 'Non-permanent operation',
  );
  const { enabled } = wanted;
  if (enabled === undefined || there.every((t) => t === enabled)) return false;
  if (ctx.checkMode) return 'check';
  for (const [i, permanent] of places.entries())
    if (there[i] !== enabled) await caught(said, () => wanted.setting.set(fw, zone, permanent, enabled));
  const message = enabled ? wanted.done : wanted.undone;
  if (message !== undefined) said.push(message);
  return true;
}

/** Errors of firewalld in the module's words, with what it has said so far. */
async function caught<T>(said: readonly string[], act: () => Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (e) {
    if (!(e instanceof FirewallError)) throw e;
    const more = [...said];
    if (e.message.includes('INVALID_SERVICE'))
      more.push(
        'Services are defined by port/tcp relationship and named as they are in /etc/services (on most systems)',
      );
    throw new ModuleFailure(
      `ERROR: Exception caught: ${e.message}${more.length > 0 ? ` ${more.join(', ')}` : ''}`,
    );
  }
}

/** The one setting that the task names; undefined where it names none and no state of a zone. */
function settingOf(ctx: Ctx, zone: string): Wanted | undefined {
  const p = ctx.params;
  const enabled = p.state === 'enabled' ? true : p.state === 'disabled' ? false : undefined;
  const change = (what: string): string => `Changed ${what} to ${p.state}`;
  const port = p.port === null ? undefined : portOf(p.port);
  const forward = p.port_forward === null ? undefined : forwardOf(p.port_forward);
  const one = [p.icmp_block, p.icmp_block_inversion, p.service, p.protocol, p.rich_rule, p.interface].some(
    Boolean,
  );
  const named =
    one || Boolean(p.masquerade) || Boolean(p.source) || port !== undefined || forward !== undefined;
  if (named && enabled === undefined)
    throw new ModuleFailure('absent and present state can only be used in zone level operations');
  const simple = (name: string, value: string, what: string): Wanted => ({
    setting: simpleSetting(name, value, p.timeout),
    enabled,
    after: change(what),
  });
  if (p.icmp_block !== null) return simple('icmp-block', p.icmp_block, `icmp-block ${p.icmp_block}`);
  if (p.icmp_block_inversion !== null)
    return {
      setting: simpleSetting('icmp-block-inversion'),
      enabled: (p.state === 'enabled') === truth(ctx, 'icmp_block_inversion', p.icmp_block_inversion),
      after: change(`icmp-block-inversion ${p.icmp_block_inversion}`),
    };
  if (p.service !== null) return simple('service', p.service, `service ${p.service}`);
  if (p.protocol !== null) return simple('protocol', p.protocol, `protocol ${p.protocol}`);
  if (p.source !== null)
    return {
      setting: simpleSetting('source', p.source),
      enabled,
      done: `Added ${p.source} to zone ${zone}`,
      undone: `Removed ${p.source} from zone ${zone}`,
    };
  if (port !== undefined) return simple('port', port, `port ${port}`);
  if (forward !== undefined) return simple('forward-port', forward, `port_forward ${forward}`);
  if (p.rich_rule !== null) return simple('rich-rule', p.rich_rule, `rich_rule ${p.rich_rule}`);
  if (p.interface !== null)
    return {
      setting: interfaceSetting(p.interface),
      enabled,
      done: `Changed ${p.interface} to zone ${zone}`,
      undone: `Removed ${p.interface} from zone ${zone}`,
    };
  if (p.masquerade !== null)
    return {
      setting: simpleSetting('masquerade'),
      enabled: (p.state === 'enabled') === truth(ctx, 'masquerade', p.masquerade),
      done: `Added masquerade to zone ${zone}`,
      undone: `Removed masquerade from zone ${zone}`,
    };
  if (p.target !== null)
    return {
      setting: targetSetting(p.target),
      enabled: p.state === 'enabled' || p.state === 'present',
      done: `Set zone ${zone} target to ${p.target}`,
      undone: `Reset zone ${zone} target to default`,
    };
  if (enabled !== undefined) return undefined;
  return {
    setting: zoneSetting,
    enabled: p.state === 'present',
    done: `Added zone ${zone}`,
    undone: `Removed zone ${zone}`,
    after: change(`zone ${p.zone ?? 'None'}`),
  };
}

/** A yes or no that is text for historical reasons; anything else counts as a yes and warns. */
function truth(ctx: Ctx, name: string, value: string): boolean {
  const text = value.toLowerCase().trim();
  if (['y', 'yes', 'on', '1', 'true', 't', '1.0'].includes(text)) return true;
  if (['n', 'no', 'off', '0', 'false', 'f', '0.0'].includes(text)) return false;
  ctx.warn(
    `The value of the ${name} option is "${value}". The type of the option will be changed from string to boolean in a future release. To avoid unexpected behavior, please change the value to boolean.`,
  );
  return true;
}

function portOf(text: string): string {
  const [port, protocol] = text.trim().split('/');
  if (!protocol) throw new ModuleFailure('improper port format (missing protocol?)');
  return `${port}/${protocol}`;
}

/** `port=..:proto=..:toport=..:toaddr=..` */
function forwardOf(list: ReadonlyArray<ReadonlyMap<string, unknown>>): string {
  if (list.length > 1) throw new ModuleFailure('Only one port forward supported at a time');
  const one = (key: string): string | undefined => {
    const value = list[0]?.get(key) ?? null;
    return value === null ? undefined : String(value);
  };
  for (const [key, what] of [
    ['port', 'port'],
    ['proto', 'proto udp/tcp'],
    ['toport', 'toport'],
  ] as const)
    if (one(key) === undefined) throw new ModuleFailure(`${what} must be specified for port forward`);
  return `port=${one('port')}:proto=${one('proto')}:toport=${one('toport')}:toaddr=${one('toaddr') ?? ''}`;
}
