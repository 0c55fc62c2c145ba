import { posix } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import type { Target } from '../../target/types.ts';
import { fromPlain } from '../../value/plain.ts';
import { repr } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import { defineModule, type ModuleContext } from '../define.ts';
import { nowMicros, timeStamp } from '../support/clock.ts';
import { refuseUnknown } from '../support/known-options.ts';
import {
  bootTimeCommandOf,
  type Distribution,
  shutdownOf,
  testCommandOf,
} from '../support/reboot-commands.ts';

interface Params {
  readonly boot_time_command: string | null;
  readonly connect_timeout: number | null;
  readonly msg: string;
  readonly post_reboot_delay: number;
  readonly pre_reboot_delay: number;
  readonly reboot_command: string | null;
  readonly reboot_timeout: number;
  readonly search_paths: readonly string[];
  readonly test_command: string | null;
}
type Ctx = ModuleContext<Params>;

const options = [
  'boot_time_command',
  'connect_timeout',
  'msg',
  'post_reboot_delay',
  'pre_reboot_delay',
  'reboot_command',
  'reboot_timeout',
  'search_paths',
  'test_command',
] as const;

export default defineModule<Params>({
  shortDescription: 'Reboots a machine',
  description:
    'Reboots the host, waits until it went down and came back, and until a command runs there again. That it rebooted is told by the id of its boot.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/reboot_module.html',
  options: {
    boot_time_command: {
      description:
        'Command whose output is another one after each boot; the default is `cat /proc/sys/kernel/random/boot_id`.',
    },
    connect_timeout: { type: 'int', description: 'Seconds that one try to connect may take.' },
    msg: { default: 'Reboot initiated by Ansible', description: 'Text for the users of the host.' },
    post_reboot_delay: {
      type: 'int',
      default: 0,
      description: 'Seconds to wait after the reboot command before the host is looked at.',
    },
    pre_reboot_delay: {
      type: 'int',
      default: 0,
      description: 'Seconds until the reboot; on Linux whole minutes, rounded down.',
    },
    reboot_command: {
      description: 'Command that reboots, with its arguments; then delay and msg are not used.',
    },
    reboot_timeout: {
      type: 'int',
      default: 600,
      description: 'Seconds to wait for the boot, and as many for the test command.',
    },
    search_paths: {
      type: 'list',
      elements: 'str',
      default: ['/sbin', '/bin', '/usr/sbin', '/usr/bin', '/usr/local/sbin'],
      description: 'Directories in which the reboot command is looked for.',
    },
    test_command: { description: 'Command that must succeed when the host is back; default `whoami`.' },
  },
  returns: {
    elapsed: {
      description: 'Seconds from the reboot command on.',
      returned: 'always',
      type: 'int',
      sample: 23,
    },
    rebooted: { description: 'Whether it rebooted.', returned: 'always', type: 'bool' },
  },
  // Unknown options are told in this action's own words.
  anyArguments: true,
  supportsCheckMode: true,
  side: 'control',
  async run(ctx) {
    const p = ctx.params;
    const action = ctx.action ?? 'reboot';
    const connection = (await ctx.route?.actingHost())?.connection ?? 'local';
    if (connection.replace('ansible.builtin.', '') === 'local')
      return {
        changed: false,
        elapsed: 0,
        rebooted: false,
        failed: true,
        msg: `Running ${action} with local connection would reboot the control node.`,
      };
    if (ctx.checkMode) return { changed: true, elapsed: 0, rebooted: true };
    refuseUnknown(action, p, options);
    const dist = await distribution(ctx);
    const bootCommand = p.boot_time_command ?? bootTimeCommandOf(dist);
    let before: string;
    try {
      mustBeText(ctx, 'boot_time_command');
      before = await bootTime(ctx, ctx.target, bootCommand);
    } catch (e) {
      return { changed: false, failed: true, reboot: false, msg: (e as Error).message };
    }
    mustBeText(ctx, 'reboot_command');
    const said = await reboot(ctx, await rebootCommand(ctx, dist));
    const start = nowMicros();
    const elapsed = (): number => Math.floor((nowMicros() - start) / 1e6);
    if (said !== undefined)
      return {
        changed: false,
        failed: true,
        rebooted: false,
        msg: `Reboot command failed. Error was: '${said}'`,
        start: timeStamp(start).replace(' ', 'T'),
        elapsed: elapsed(),
      };
    if (p.post_reboot_delay > 0) {
      notices().verbose(3, `${action}: waiting an additional ${p.post_reboot_delay} seconds`);
      await sleep(p.post_reboot_delay * 1000, undefined, { signal: ctx.signal });
    }
    notices().verbose(3, `${action}: validating reboot`);
    const failed = await comeBack(ctx, dist, bootCommand, before, action);
    return failed === undefined
      ? { changed: true, rebooted: true, elapsed: elapsed() }
      : { changed: false, failed: true, rebooted: true, msg: failed, elapsed: elapsed() };
  },
});

/** An error of the action itself, as Ansible raises it. */
const refused = (text: string): AnsibleError => new AnsibleError(text, { kind: 'action' });

function mustBeText(ctx: Ctx, name: 'boot_time_command' | 'reboot_command'): void {
  const given = ctx.rawParams.get(name) ?? null;
  if (given !== null && asText(given) === undefined)
    throw refused(
      `Invalid value given for '${name}': '${repr(given)}' is not a string and conversion is not allowed.`,
    );
}

async function distribution(ctx: Ctx): Promise<Distribution> {
  const answer = await ctx.runModule(
    'ansible.legacy.setup',
    new Map<Value, Value>([['gather_subset', 'min']]),
  );
  const facts = answer.get('ansible_facts');
  const fact = (name: string): string => {
    const value = facts instanceof Map ? asText(facts.get(name) ?? null) : undefined;
    if (value === undefined)
      throw refused(`Failed to get distribution information. Missing "${name}" in output.`);
    return value;
  };
  return {
    name: fact('ansible_distribution').toLowerCase(),
    version: fact('ansible_distribution_version').split('.')[0]!,
    family: fact('ansible_os_family').toLowerCase(),
  };
}

async function bootTime(ctx: Ctx, target: Target, command: string): Promise<string> {
  const action = ctx.action ?? 'reboot';
  notices().verbose(3, `${action}: attempting to get system boot time`);
  const r = await target.shell(command, { signal: ctx.signal });
  if (r.rc !== 0)
    throw refused(
      `${action}: failed to get host boot time info, rc: ${r.rc}, stdout: ${r.stdout.toString()}, stderr: ${r.stderr.toString()}`,
    );
  return r.stdout.toString().trim();
}

/** The command with its full path, and its arguments as shell text. */
async function rebootCommand(ctx: Ctx, dist: Distribution): Promise<string> {
  const p = ctx.params;
  const delay = Math.max(0, p.pre_reboot_delay);
  const space = p.reboot_command?.indexOf(' ') ?? -1;
  const [program, args] =
    p.reboot_command === null
      ? shutdownOf(dist, delay, p.msg)
      : space < 0
        ? [p.reboot_command, '']
        : [p.reboot_command.slice(0, space), p.reboot_command.slice(space + 1)];
  if (program.startsWith('/')) return `${program} ${args}`;
  const candidates = p.search_paths.map((d) => posix.join(d, program));
  const there = await ctx.target.statMany(candidates, { follow: false });
  const found = candidates.find((_, i) => there[i] !== undefined);
  if (found === undefined)
    throw refused(
      `Unable to find command "${program}" in search paths: ${repr(fromPlain([...p.search_paths]))}`,
    );
  return `${found} ${args}`;
}

/** What the command said where it failed. That it is killed, or the connection ends, is what one expects. */
async function reboot(ctx: Ctx, command: string): Promise<string | undefined> {
  notices().verbose(3, `${ctx.action ?? 'reboot'}: rebooting server...`);
  try {
    const r = await ctx.target.shell(command, { signal: ctx.signal });
    return r.rc === 0 || r.signal !== undefined
      ? undefined
      : `${r.stdout.toString().trim()}, ${r.stderr.toString().trim()}`;
  } catch (e) {
    if (ctx.signal.aborted) throw e;
    return undefined;
  }
}

/** Waits for another boot and then for the test command; the text of what did not happen in time. */
async function comeBack(
  ctx: Ctx,
  dist: Distribution,
  bootCommand: string,
  before: string,
  action: string,
): Promise<string | undefined> {
  const p = ctx.params;
  const steps: Array<[string, (target: Target) => Promise<boolean>]> = [
    [
      'last boot time check',
      async (target) => {
        const now = await bootTime(ctx, target, bootCommand);
        return now !== '' && now !== before;
      },
    ],
    [
      'post-reboot test command',
      async (target) => {
        notices().verbose(3, `${action}: attempting post-reboot test command`);
        return (await target.shell(p.test_command ?? testCommandOf(dist), { signal: ctx.signal })).rc === 0;
      },
    ],
  ];
  for (const [what, step] of steps)
    if (!(await until(ctx, step))) return `Timed out waiting for ${what} (timeout=${p.reboot_timeout})`;
  notices().verbose(3, `${action}: system successfully rebooted`);
  return undefined;
}

/** Milliseconds that a try may take when the time is over. */
const patience = 20_000;

/** Tries until it works, each time by a new session: one from before the reboot may be dead without a word. */
async function until(ctx: Ctx, step: (target: Target) => Promise<boolean>): Promise<boolean> {
  const p = ctx.params;
  const end = Date.now() + p.reboot_timeout * 1000;
  for (let fails = 0; Date.now() < end; fails++) {
    const left = end - Date.now();
    const attempt = (async () => step(await ctx.route!.reconnect(p.connect_timeout ?? undefined)))();
    const done = await Promise.race([attempt.catch(() => false), after(Math.max(left, patience))]);
    if (done) return true;
    ctx.signal.throwIfAborted();
    const pause = Math.min(2 ** fails, 12) * 1000 + Math.random() * 1000;
    await sleep(pause, undefined, { signal: ctx.signal });
  }
  return false;
}

async function after(milliseconds: number): Promise<false> {
  await sleep(milliseconds, undefined, { ref: false });
  return false;
}
