import { accountName } from '../config/account.ts';
import { UndefinedVariableError } from '../errors/ansible-error.ts';
import { notices, tellingFor } from '../errors/notices.ts';
import { actions } from '../playbook/actions.ts';
import type { Task } from '../playbook/task.ts';
import type { ConnectionInfo, Target } from '../target/types.ts';
import type { Templar } from '../template/templar.ts';
import { repr, str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import type { Dict, Value } from '../value/types.ts';
import type { Attempt } from './attempts.ts';
import { connectionInfo } from './connection-info.ts';
import type { RunContext } from './context.ts';
import { undefinedIn } from './keyword-values.ts';

/** How the task's host is reached, or (with `delegate`) the one that it is delegated to. */
export function infoOf(run: RunContext, at: Attempt, delegate: boolean): Promise<ConnectionInfo> {
  const delegated = delegate ? at.delegated : undefined;
  const host = delegated?.host ?? at.host;
  return connectionInfo(
    at.task,
    at.keywords,
    {
      name: host.name,
      address: host.address,
      scope: delegated?.scope ?? at.scope.scope,
      templar: delegated?.templar ?? at.templar,
      implicit: host.implicit,
    },
    run.settings,
    run.options,
  );
}

/** The control node itself, with the task's environment and without become. */
export async function openControl(run: RunContext, at: Attempt): Promise<Target> {
  const info = await infoOf(run, at, false);
  const target = await run.pool.acquire({ ...info, connection: 'local', become: undefined });
  return at.environment ? target.withEnvironment(at.environment) : target;
}

/** Nobody becomes who they are already, unless the settings want that. */
function needsBecome(run: RunContext, info: ConnectionInfo): boolean {
  if (info.become === undefined || run.settings.bool('BECOME_ALLOW_SAME_USER')) return true;
  const user = info.connection === 'local' ? accountName() : info.user;
  return info.become.user !== user;
}

/** The same without a become that is not needed. */
export const reachable = (run: RunContext, info: ConnectionInfo): ConnectionInfo =>
  needsBecome(run, info) ? info : { ...info, become: undefined };

/** Opens the host with the task's connection, become and environment. */
export async function openTarget(run: RunContext, at: Attempt, timeout?: number): Promise<Target> {
  const known = await infoOf(run, at, true);
  const wanted = timeout === undefined ? known : { ...known, timeout };
  const info = reachable(run, wanted);
  for (const secret of [info.password, info.become?.password, info.privateKeyPassphrase])
    if (secret) run.hide(secret);
  const target = await run.pool.acquire(info);
  return at.environment ? target.withEnvironment(at.environment) : target;
}

/** The environment of a task that gathers facts: what is made of facts that are not there yet is left out. */
async function early(templar: Templar, level: Value): Promise<Value> {
  if (Array.isArray(level)) {
    const all: Value[] = [];
    for (const part of level) all.push(await early(templar, part));
    return all;
  }
  try {
    if (!(level instanceof Map)) return await templar.template(level);
    const out: Dict = new Map();
    for (const [k, v] of level) {
      const value = await early(templar, v);
      if (value !== null || v === null) out.set(k, value);
    }
    return out;
  } catch (e) {
    if (e instanceof UndefinedVariableError && e.message.includes('ansible_env')) return null;
    throw e;
  }
}

/** The task's `environment`: its levels joined, the nearest last. `teller` is whose warnings these are. */
export async function taskEnvironment(
  task: Task,
  templar: Templar,
  teller: object,
): Promise<Readonly<Record<string, string>> | undefined> {
  const raw = task.get('environment');
  if (raw === undefined) return undefined;
  const out: Record<string, string> = {};
  let any = false;
  for (const level of Array.isArray(raw) ? raw : [raw]) {
    let value: Value;
    try {
      value = await (actions.gathering.has(task.action) ? early(templar, level) : templar.template(level));
    } catch (e) {
      if (e instanceof UndefinedVariableError) throw undefinedIn('environment', e, task);
      throw e;
    }
    if (value === null) continue;
    for (const part of Array.isArray(value) ? value : [value]) {
      if (!(part instanceof Map)) {
        // Ansible goes on without it
        const text = `could not parse environment value, skipping: ${repr(Array.isArray(raw) ? raw : [raw])}`;
        tellingFor(teller, () => notices().warning(text));
        continue;
      }
      for (const [k, v] of part) {
        out[asText(k) ?? str(k)] = asText(v) ?? str(v);
        any = true;
      }
    }
  }
  return any ? out : undefined;
}
