import { type ModuleContext, ModuleFailure, type ModuleResult } from '../../define.ts';
import { type ToolResult, tool } from '../package/tool.ts';

export interface ServiceParams {
  readonly name: string;
  readonly state: 'reloaded' | 'restarted' | 'started' | 'stopped' | null;
  readonly sleep: number | null;
  readonly pattern: string | null;
  readonly enabled: boolean | null;
  readonly runlevel: string;
  readonly arguments: string;
}

type Ctx = ModuleContext<ServiceParams>;

/** How a host without systemd is asked: upstart's initctl, OpenRC, or scripts in /etc/init.d. */
interface Manager {
  /** Whether it has a restart of its own. */
  readonly restarts: boolean;
  status(): Promise<boolean>;
  act(action: 'start' | 'stop' | 'restart' | 'reload'): Promise<ToolResult>;
  enabled(): Promise<boolean>;
  enable(on: boolean): Promise<ToolResult>;
}

const words = (text: string): string[] => text.split(/\s+/).filter(Boolean);

async function manager(ctx: Ctx): Promise<Manager> {
  const { target, params: p } = ctx;
  const name = p.name;
  const has = async (program: string): Promise<boolean> =>
    (await target.which(program, ['/sbin', '/usr/sbin'])) !== undefined;
  const run = (...argv: string[]): Promise<ToolResult> => tool(target, argv);
  const extra = words(p.arguments);
  const ofOutput = (r: ToolResult): boolean => {
    const text = `${r.stdout} ${r.stderr}`.toLowerCase();
    if (r.rc === 0)
      return (
        !/\b(stopped|not running|inactive|stop\/waiting|dead)\b/.test(text) || /\bis running\b/.test(text)
      );
    return (
      r.rc === 69 || (r.rc !== 3 && r.rc !== 1 && r.rc !== 2 && r.rc !== 4 && /\bis running\b/.test(text))
    );
  };
  if (await has('rc-service')) {
    return {
      restarts: true,
      status: async () => (await run('rc-service', name, 'status')).rc === 0,
      act: (a) => run('rc-service', name, a, ...extra),
      enabled: async () =>
        (await run('rc-update', '-q', 'show', p.runlevel)).stdout
          .split('\n')
          .some((l) => l.trim().split(/\s/)[0] === name),
      enable: (on) => run('rc-update', on ? 'add' : 'delete', name, p.runlevel),
    };
  }
  const script = `/etc/init.d/${name}`;
  const upstart = (await has('initctl')) && (await target.stat(`/etc/init/${name}.conf`)) !== undefined;
  if (!upstart && (await target.stat(script)) === undefined)
    throw new ModuleFailure(`Could not find the requested service ${name}: host`);
  const service = await has('service');
  const call = (a: string): Promise<ToolResult> =>
    upstart
      ? run('initctl', a, name, ...extra)
      : service
        ? run('service', name, a, ...extra)
        : run(script, a, ...extra);
  return {
    restarts: false,
    status: async () => {
      if (p.pattern !== null) {
        const ps = await run('ps', 'auxww');
        return ps.stdout.split('\n').some((l) => l.includes(p.pattern!) && !l.includes('pattern='));
      }
      const r = await call('status');
      return upstart ? r.stdout.includes('start/running') : ofOutput(r);
    },
    act: call,
    enabled: async () => {
      if (await has('chkconfig')) return (await run('chkconfig', '--list', name)).stdout.includes(':on');
      return (await target.shell('ls /etc/rc[2345].d 2>/dev/null')).stdout
        .toString()
        .split('\n')
        .some((l) => new RegExp(`^S\\d\\d${name.replace(/\W/g, '\\$&')}$`).test(l));
    },
    enable: async (on) => {
      if (await has('update-rc.d'))
        return run('update-rc.d', name, 'defaults').then((r) =>
          r.rc === 0 ? run('update-rc.d', name, on ? 'enable' : 'disable') : r,
        );
      if (await has('chkconfig')) {
        await run('chkconfig', '--add', name);
        return run('chkconfig', name, on ? 'on' : 'off');
      }
      throw new ModuleFailure(
        'cannot detect command to enable service, typo or init system potentially unknown',
      );
    },
  };
}

/** service where no systemd runs the host. */
export async function runInitService(ctx: Ctx): Promise<ModuleResult> {
  const { params: p, checkMode } = ctx;
  const m = await manager(ctx);
  const result: { name: string; changed: boolean; enabled?: boolean; state?: string } = {
    name: p.name,
    changed: false,
  };
  if (p.enabled !== null) {
    const now = await m.enabled();
    if (now !== p.enabled) {
      result.changed = true;
      if (!checkMode) {
        const r = await m.enable(p.enabled);
        if (r.rc !== 0)
          throw new ModuleFailure(
            `Error when trying to ${p.enabled ? 'enable' : 'disable'} ${p.name}: rc=${r.rc} ${r.stderr}`,
          );
      }
    }
    result.enabled = p.enabled;
  }
  const state = p.state;
  if (state === null) return result;
  const running = await m.status();
  const action =
    state === 'started'
      ? running
        ? undefined
        : 'start'
      : state === 'stopped'
        ? running
          ? 'stop'
          : undefined
        : running
          ? state === 'restarted'
            ? 'restart'
            : 'reload'
          : 'start';
  if (action !== undefined) {
    result.changed = true;
    if (checkMode) return { changed: true, msg: 'service state changed' };
    let r: ToolResult;
    if (action === 'restart' && !m.restarts) {
      // Not every init script knows restart. A stop that fails matters only where the start fails too.
      const stopped = await m.act('stop');
      if (p.sleep !== null) await new Promise((resolve) => setTimeout(resolve, p.sleep! * 1000));
      r = await m.act('start');
      if (r.rc !== 0 && stopped.rc !== 0)
        r = {
          rc: stopped.rc + r.rc,
          stdout: stopped.stdout + r.stdout,
          stderr: stopped.stderr + r.stderr,
        };
    } else r = await m.act(action);
    if (r.rc !== 0)
      throw new ModuleFailure(r.stderr.trim() || r.stdout.trim() || `Unable to ${action} service ${p.name}`);
  }
  result.state = state === 'stopped' ? 'stopped' : 'started';
  return result;
}
