import { AnsibleError } from '../errors/ansible-error.ts';
import { runLookup } from '../lookup/run-lookup.ts';
import { oldLanguage } from '../playbook/context.ts';
import type { Task } from '../playbook/task.ts';
import type { Templar } from '../template/templar.ts';
import { fromPlain } from '../value/plain.ts';
import { pyRepr } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { Tuple, type Value } from '../value/types.ts';

/**
 * The items of a task's loop, or undefined where it has none. `with_X` asks the lookup X; its items came from
 * outside and are marked unsafe, as Ansible marks them.
 */
export async function loopItems(task: Task, templar: Templar): Promise<Value[] | undefined> {
  if (task.loop === undefined) return undefined;
  if (task.loopWith !== undefined) {
    const terms = await loopTerms(task, templar);
    const kind = ['template', 'var', 'file'].find((k) => task.action.includes(k)) ?? 'file';
    const items = await runLookup(task.loopWith, terms, new Map(), templar.lookupContext(`${kind}s`));
    return fromPlain(items as Value[], true) as Value[];
  }
  const items = await templar.template(task.loop);
  if (!Array.isArray(items) || items instanceof Tuple) {
    throw new AnsibleError(
      `Invalid data passed to 'loop', it requires a list, got this instead: ${asText(items) ?? pyRepr(items)}. Hint: If you passed a list/dict of just one element, try adding wantlist=True to your lookup invocation or use q/query instead of lookup.`,
      { kind: 'lookup' },
    );
  }
  return items;
}

const bareName = /^[A-Za-z_][\w.]*(?:\[[^\]]*\])*$/;

async function loopTerms(task: Task, templar: Templar): Promise<Value[]> {
  const first = task.loopWith === 'first_found';
  let raw = task.loop as Value;
  const text = asText(raw);
  // Ansible before 2.2 took a bare variable name here
  if (text !== undefined && bareName.test(text.trim()) && !templar.isTemplate(raw) && templar.scope.has(text.trim().split(/[.[]/)[0] as string)) {
    raw = `{{ ${text.trim()} }}`;
    oldBare(task.loopWith as string, text.trim());
  }
  const value = typeof raw === 'string' || asText(raw) !== undefined
    ? await templar.template(asText(raw)?.trim() ?? raw, { failOnUndefined: !first })
    : await templar.template(raw, { failOnUndefined: !first });
  const list = Array.isArray(value) && !(value instanceof Tuple) ? value : isIterable(value) ? [...(value as Iterable<Value>)] : [value];
  return first ? list.filter((t) => !templar.isTemplate(t)) : list;
}

const isIterable = (v: Value): boolean => v instanceof Tuple;

function oldBare(lookup: string, name: string): void {
  oldLanguage(`Using bare variables is deprecated. Update your playbooks so that the environment value uses the full variable syntax ('{{${name}}}') in with_${lookup}.`);
}
