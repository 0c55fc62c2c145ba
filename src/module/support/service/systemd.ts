import type { Target } from '../../../target/types.ts';
import type { PlainObject } from '../../../value/plain.ts';
import { type ModuleContext, ModuleFailure, type ModuleResult } from '../../define.ts';
import { mustRun } from '../checked-run.ts';
import { requireProgram } from '../package/tool.ts';
import { hasGlob } from '../shell-glob.ts';
import { isDeactivating, isRunning, parseShow, Systemctl } from './systemctl.ts';

export interface SystemdParams {
  readonly name: string | null;
  readonly state: 'reloaded' | 'restarted' | 'started' | 'stopped' | null;
  readonly enabled: boolean | null;
  readonly force: boolean | null;
  readonly masked: boolean | null;
  readonly daemon_reload: boolean;
  readonly daemon_reexec: boolean;
  readonly scope: 'system' | 'user' | 'global';
  readonly no_block: boolean;
}

/** Manages a unit; also what service does where systemd runs the host. */
export async function runSystemd(
  ctx: Pick<ModuleContext<SystemdParams>, 'params' | 'target' | 'checkMode' | 'warn'>,
): Promise<ModuleResult> {
  const { params: p, target, checkMode } = ctx;
  if (p.name !== null && hasGlob(p.name)) {
    const sign = /[*?[]/.exec(p.name)![0];
    throw new ModuleFailure(
      `This module does not currently support using glob patterns, found '${sign}' in service name: ${p.name}`,
    );
  }
  if ((await target.which('systemctl')) === undefined)
    throw new ModuleFailure(
      'Failed to find required executable "systemctl" in paths: /usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    );
  const ctl = await Systemctl.make(target, p.scope, p.no_block, p.force === true);
  const result: SystemdResult = {
    name: p.name,
    changed: false,
    status: {},
  };
  for (const [wanted, word] of [
    [p.daemon_reload, 'daemon-reload'],
    [p.daemon_reexec, 'daemon-reexec'],
  ] as const) {
    if (!wanted || checkMode) continue;
    const r = await ctl.run(word);
    if (r.rc !== 0) {
      const text = `failure ${r.rc} during ${word}: ${r.stderr}`;
      if (r.rc === 1 && /running in chroot/i.test(r.stderr)) ctx.warn(text);
      else throw new ModuleFailure(text);
    }
  }
  if (p.name === null) return result;
  const unit = p.name;
  const fail = (what: string, err: string): never => {
    throw new ModuleFailure(`Unable to ${what} service ${unit}: ${err}`, result);
  };

  const shown = await ctl.run('show', unit);
  const initScript =
    !unit.includes('/') && (await target.stat(`/etc/init.d/${unit.replace(/\.service$/, '')}`)) !== undefined;
  let found = false;
  let masked = false;
  const ignored = (t: string): boolean => !t.includes('=') && /ignoring (request|command)/.test(t);
  if (shown.rc === 0 && !ignored(shown.stdout) && !ignored(shown.stderr)) {
    result.status = parseShow(shown.stdout);
    const load = result.status['LoadState'];
    masked = load === 'masked';
    found = load !== undefined && load !== 'not-found';
    if (found && !masked && result.status['LoadError'])
      throw new ModuleFailure(`Error loading unit file '${unit}': ${result.status['LoadError']}`);
  } else if (shown.rc === 1 && shown.stderr.includes('Failed to parse bus message')) {
    // a template unit's name confuses some releases
    result.status = parseShow(shown.stdout);
    const at = unit.indexOf('@');
    const base = at < 0 ? unit : unit.slice(0, at + 1);
    found = (await ctl.run('list-unit-files', `${base}*`)).stdout.includes(base);
    result.status['ActiveState'] = (await ctl.run('is-active', unit)).stdout.trim();
  } else {
    found =
      unitFileStates.has((await ctl.run('is-enabled', unit)).stdout.trim()) ||
      (await ctl.run('list-unit-files', unit)).rc === 0;
    if (!found) {
      const systemctl = await requireProgram(target, 'systemctl');
      await mustRun(target, [systemctl]);
    }
  }
  if (initScript && !found)
    ctx.warn(`The service (${unit}) is actually an init script but the system is managed by systemd`);
  const mustExist = (): void => {
    if (!found && !initScript) throw new ModuleFailure(`Could not find the requested service ${unit}: host`);
  };

  if (p.masked !== null) {
    if (masked !== p.masked) {
      result.changed = true;
      if (!checkMode) {
        const word = p.masked ? 'mask' : 'unmask';
        const r = await ctl.run(word, unit);
        if (r.rc !== 0) {
          mustExist();
          fail(word, r.stderr);
        }
      }
    }
  }

  if (p.enabled !== null) {
    mustExist();
    const is = await ctl.run('is-enabled', unit);
    let enabled = is.rc === 0;
    if (enabled && /^(indirect|alias)/.test(is.stdout.trim())) enabled = is.stdout.trim().startsWith('alias');
    else if (
      is.rc === 1 &&
      p.scope === 'system' &&
      initScript &&
      !/^disabled|^static|^masked/.test(is.stdout)
    ) {
      const links = await target.shell(`ls /etc/rc?.d/S??'${unit.replaceAll("'", '')}' 2>/dev/null`);
      enabled = links.stdout.length > 0;
    }
    result.enabled = enabled;
    if (enabled !== p.enabled) {
      result.changed = true;
      if (!checkMode) {
        const word = p.enabled ? 'enable' : 'disable';
        const r = await ctl.run(word, unit);
        if (r.rc !== 0) fail(word, r.stdout + r.stderr);
      }
      result.enabled = !enabled;
    }
  }

  const state = p.state;
  if (state !== null) {
    mustExist();
    result.state = state;
    if (result.status['ActiveState'] === undefined) {
      const offline = (await target.environment())['SYSTEMD_OFFLINE'] === '1';
      if (!offline && !(await isChroot(target)))
        throw new ModuleFailure('Service is in unknown state', { status: result.status });
      ctx.warn(
        'Target is a chroot or systemd is offline. This can lead to false positives or prevent the init system tools from working.',
      );
      return told(result);
    }
    const running = isRunning(result.status);
    let action: string | undefined;
    if (state === 'started') {
      if (!running) action = 'start';
    } else if (state === 'stopped') {
      if (running || isDeactivating(result.status)) action = 'stop';
    } else {
      action = running ? state.slice(0, -2) : 'start';
      result.state = 'started';
    }
    if (action === 'restart' || action === 'reload') result.state = 'started';
    if (action !== undefined) {
      result.changed = true;
      if (!checkMode) {
        const r = await ctl.run(action, unit);
        if (r.rc !== 0) throw new ModuleFailure(`Unable to ${action} service ${unit}: ${r.stderr}`, result);
      }
    }
  }
  return told(result);
}

/** The result, its keys in order. */
function told(result: SystemdResult): ModuleResult {
  return {
    name: result.name,
    changed: result.changed,
    status: result.status,
    ...(result.enabled !== undefined && { enabled: result.enabled }),
    ...(result.state !== undefined && { state: result.state }),
  };
}

interface SystemdResult extends PlainObject {
  name: string | null;
  changed: boolean;
  status: Record<string, string>;
  enabled?: boolean;
  state?: string;
}

const unitFileStates = new Set(
  'enabled enabled-runtime linked linked-runtime masked masked-runtime static indirect disabled generated transient'.split(
    ' ',
  ),
);

/** Whether the root directory is another one than that of process 1. */
async function isChroot(target: Target): Promise<boolean> {
  if ((await target.environment())['debian_chroot'] !== undefined) return true;
  const [own, first] = await target.statMany(['/', '/proc/1/root/.']);
  if (own === undefined) return false;
  if (first !== undefined) return own.inode !== first.inode || own.dev !== first.dev;
  // the roots of the usual file systems
  return ![2, 128, 256].includes(own.inode);
}
