import { AnsibleError } from '../errors/ansible-error.ts';
import { Host } from '../inventory/host.ts';
import type { Play } from '../playbook/play.ts';
import type { Task } from '../playbook/task.ts';
import type { Templar } from '../template/templar.ts';
import { OverlayScope, type Scope } from '../value/scope.ts';
import { asText } from '../value/text.ts';
import { typeName } from '../value/type-name.ts';
import type { Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import type { Execution } from './execute.ts';
import type { KeywordValues } from './keyword-values.ts';
import { ScopeMapping } from './variables/hostvars.ts';

/** The host that a task is handed to, and how variables look from there. */
export interface Delegated {
  readonly host: Host;
  /** As `delegate_to` names it. */
  readonly name: string;
  readonly scope: Scope;
  readonly templar: Templar;
  readonly facts: boolean;
}

/** Resolves `delegate_to`; undefined where the task stays on its host. */
export async function delegate(
  run: RunContext,
  ex: Execution,
  templar: Templar,
  keywords: KeywordValues,
): Promise<Delegated | undefined> {
  const raw = ex.task.get('delegate_to');
  if (raw === undefined || raw === null) return undefined;
  const value = await keywords.raw('delegate_to');
  if (value === undefined) return undefined; // omitted
  const name = nameOf(value, ex.task);
  if (name === run.omit || name === '') return undefined;
  if (name === asText(raw) && templar.isTemplate(raw)) await keywords.raw('delegate_to'); // it is undefined: tells so
  const host = findHost(run, name);
  const base = run.vars.scope({ play: ex.play, host, task: ex.task });
  const own = new Map<string, Value>(ex.loopVars ?? []);
  own.set('inventory_hostname', ex.host.name);
  const scope = new OverlayScope(own, base);
  ex.scope.own.set('ansible_delegated_vars', new Map<Value, Value>([[name, new ScopeMapping(() => scope)]]));
  return {
    host,
    name,
    scope,
    templar: templar.withScope(scope),
    facts: (await keywords.bool('delegate_facts')) ?? false,
  };
}

/** The name that `delegate_to` gives; anything but text is refused. */
function nameOf(value: Value, task: Task): string {
  const name = typeof value === 'number' || typeof value === 'boolean' ? undefined : asText(value);
  if (name !== undefined) return name;
  throw new AnsibleError(
    value === null
      ? 'Undefined delegate_to host for task:'
      : `the field 'delegate_to' has an invalid type (<class '${typeName(value)}'>), and could not be converted to a string type.`,
    { kind: 'action', position: task.position },
  );
}

/**
 * Looks at `delegate_to` before the task is announced: what is no name of a host ends the run, as in Ansible. In a loop
 * the name may hang on the item, so there only what is written without a template is looked at.
 */
export async function checkDelegate(run: RunContext, play: Play, host: Host, task: Task): Promise<void> {
  const raw = task.get('delegate_to');
  if (raw === undefined || raw === null) return;
  const templar = run.templar(run.vars.scope({ play, host, task }), task);
  if (!templar.isTemplate(raw)) nameOf(raw, task);
  else if (task.loop === undefined) {
    let value: Value;
    try {
      value = await templar.template(raw);
    } catch {
      return; // told by the task itself
    }
    nameOf(value, task);
  }
}

function findHost(run: RunContext, name: string): Host {
  const known = run.inventory.getHost(name);
  if (known) return known;
  for (const h of run.inventory.hosts.values()) if (h.address === name) return h;
  return new Host(name);
}
