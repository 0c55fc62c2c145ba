import { type ModuleContext, ModuleFailure, type ModuleResult } from '../../define.ts';
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
  const result: {
    name: string | null;
    changed: boolean;
    status: Record<string, string>;
    enabled?: boolean;
    state?: string;
  } = {
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
  if (shown.rc === 0) {
    result.status = parseShow(shown.stdout);
    const load = result.status['LoadState'];
    masked = load === 'masked';
    found = load !== undefined && load !== 'not-found';
    if (found && !masked && result.status['LoadError'])
      throw new ModuleFailure(`Error loading unit file '${unit}': ${result.status['LoadError']}`);
  } else if (/chroot|Ignoring request|ignoring command/i.test(shown.stdout + shown.stderr)) {
    found = true;
  } else {
    const listed = await ctl.run('list-unit-files', unit);
    const active = await ctl.run('is-active', unit);
    found = active.rc === 0 || (listed.rc === 0 && listed.stdout.includes(unit));
    result.status['ActiveState'] = active.stdout.trim();
  }
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
      const r = await ctl.run('is-active', unit);
      result.status['ActiveState'] = r.stdout.trim() || 'unknown';
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
  return {
    name: result.name,
    changed: result.changed,
    status: result.status,
    ...(result.enabled !== undefined && { enabled: result.enabled }),
    ...(result.state !== undefined && { state: result.state }),
  };
}
