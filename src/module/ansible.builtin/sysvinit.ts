import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import type { ToolResult } from '../support/package/tool.ts';
import { callScript, initScript, runText, startsAtBoot, sysvStatus } from '../support/service/sysv.ts';

interface Params {
  readonly name: string;
  readonly state: 'reloaded' | 'restarted' | 'started' | 'stopped' | null;
  readonly enabled: boolean | null;
  readonly sleep: number;
  readonly pattern: string | null;
  readonly arguments: string | null;
  readonly runlevels: readonly string[] | null;
  readonly daemonize: boolean;
}

const programDirs = ['/sbin', '/usr/sbin', '/bin', '/usr/bin', '/usr/local/sbin'];
const verbs = { started: 'start', stopped: 'stop', restarted: 'restart', reloaded: 'reload' } as const;

export default defineModule<Params>({
  shortDescription: 'Manages SysV services',
  description: 'Starts, stops and enables services by their init scripts.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/sysvinit_module.html',
  options: {
    name: {
      required: true,
      aliases: ['service'],
      description: 'Name of the service, or path of its script.',
    },
    state: {
      choices: ['started', 'stopped', 'restarted', 'reloaded'],
      description: 'started and stopped act only where needed; restarted is a stop and a start.',
    },
    enabled: { type: 'bool', description: 'Whether it starts at boot.' },
    sleep: { type: 'int', default: 1, description: 'With restarted: seconds after the stop and the start.' },
    pattern: { description: 'Text that ps shows where the service runs, in place of its status.' },
    arguments: { aliases: ['args'], description: 'More arguments for the init script.' },
    runlevels: {
      type: 'list',
      elements: 'str',
      description: 'The runlevels to enable it in, in place of those of its script.',
    },
    daemonize: {
      type: 'bool',
      default: false,
      description: 'Runs the init script in a session of its own.',
    },
  },
  requiredOneOf: [['state', 'enabled']],
  returns: {
    name: { description: 'Name of the service.', returned: 'always', type: 'str' },
    status: { description: 'What was done, by action.', returned: 'always', type: 'dict' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    const { name } = p;
    if ((await target.stat(initScript(name))) === undefined)
      throw new ModuleFailure(`Could not find the requested service ${name}: `);
    const runlevels = p.runlevels !== null && p.runlevels.length > 0 ? p.runlevels : undefined;
    const enabledNow = await Promise.all(
      (runlevels ?? [undefined]).map((rl) => startsAtBoot(target, name, rl)),
    );
    const service = await target.which('service', programDirs);
    const { running, said } = await sysvStatus(ctx, name, p.pattern, service);

    // with runlevels, an `enabled` that is not given counts as a no, as in Ansible
    const bootChange =
      runlevels === undefined
        ? p.enabled !== null && p.enabled !== enabledNow[0]
        : enabledNow.some((e) => e !== p.enabled);
    let enableRun: ToolResult | undefined;
    if (bootChange && !ctx.checkMode) enableRun = (await setBoot(ctx, runlevels)) ?? said;
    const enabled = report(bootChange, enableRun, runlevels && { runlevels });
    if (enableRun?.stderr.includes('illegal runlevel specified'))
      throw new ModuleFailure(`Illegal runlevel specified for enable operation on service ${name}`, {
        name,
        changed: bootChange,
        status: { enabled },
      });

    const state = p.state;
    const act = state === 'started' ? !running : state === 'stopped' ? running : state !== null;
    let run: ToolResult | undefined;
    if (act && state !== null && !ctx.checkMode) {
      const verb = verbs[state];
      for (const word of state === 'restarted' ? ['stop', 'start'] : [verb]) {
        run = await callScript(ctx, { name, verb, word }, p.arguments, p.daemonize);
        if (state === 'restarted' && p.sleep > 0)
          await new Promise((resolve) => setTimeout(resolve, p.sleep * 1000));
      }
    }
    // (where no state is asked for, the real one has an entry of this name)
    return {
      changed: bootChange || act,
      name,
      status: { enabled, [state ?? 'null']: report(act, run) },
    };
  },
});

const report = (changed: boolean, r: ToolResult | undefined, more: PlainObject = {}): PlainObject => ({
  changed,
  rc: r?.rc ?? null,
  stdout: r?.stdout ?? null,
  stderr: r?.stderr ?? null,
  ...more,
});

/** Enables or disables by what the host has for it; undefined where it has nothing. */
async function setBoot(
  ctx: ModuleContext<Params>,
  runlevels: readonly string[] | undefined,
): Promise<ToolResult | undefined> {
  const { name, enabled } = ctx.params;
  const updateRc = await ctx.target.which('update-rc.d', programDirs);
  if (updateRc !== undefined) {
    const how =
      runlevels !== undefined
        ? `${enabled ? 'enable' : 'disable'} ${runlevels.join(' ')}`
        : enabled
          ? 'defaults'
          : 'disable';
    return runText(ctx, `${updateRc} ${name} ${how}`);
  }
  const chkconfig = await ctx.target.which('chkconfig', programDirs);
  if (chkconfig === undefined) return undefined;
  const levels = runlevels === undefined ? '' : `--level ${runlevels.join('')} `;
  return runText(ctx, `${chkconfig} ${levels}${name} ${enabled ? 'on' : 'off'}`);
}
