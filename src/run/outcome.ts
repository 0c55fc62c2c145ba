import { notices } from '../errors/notices.ts';
import { actions } from '../playbook/actions.ts';
import { fromPlain } from '../value/plain.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { type Dict, PyFloat, type Value } from '../value/types.ts';
import type { ResultView, TaskView } from './events.ts';

/** The result of one task, or one loop item of it, on one host. `result` is the dict that callbacks and `register` see. */
export interface Outcome {
  result: Dict;
  noLog: boolean;
  verboseAlways: boolean;
  verboseOverride: boolean;
  ignoreErrors: boolean;
  ignoreUnreachable: boolean;
  /** The action's name where the task's own is a template. */
  action?: string | undefined;
  /** Set for loop items. */
  itemLabel?: Value | undefined;
  /** Handlers to notify where it changed. */
  notify: readonly string[];
  delegatedTo?: string | undefined;
  /** How the delegated host is reached, as Ansible puts it into the result. */
  delegatedVars?: Dict | undefined;
  /** Its address, for callbacks. */
  delegatedAddress?: string | undefined;
  /** An include to expand: file name or, for a role, none; with the variables of its loop item. */
  include?: IncludeRequest | undefined;
  /** Facts of set_fact are to be kept in the cache too. */
  cacheable?: boolean;
  /** The items of a loop, in order. */
  items?: Outcome[] | undefined;
  /** Facts belong to the delegated host. */
  delegateFacts?: boolean;
  /** The arguments as they were templated; undefined where the task did not come to them, and for a loop. */
  args?: Dict | undefined;
  start: number;
  end: number;
}

export interface IncludeRequest {
  /** Templated name of the file; undefined for a role. */
  readonly file: string | undefined;
  readonly args: Dict;
  /** Loop variables of the item. */
  readonly vars: ReadonlyMap<string, Value>;
}

export function newOutcome(result: Dict): Outcome {
  const now = Date.now() / 1000;
  return {
    result,
    noLog: false,
    verboseAlways: false,
    verboseOverride: false,
    ignoreErrors: false,
    ignoreUnreachable: false,
    notify: [],
    start: now,
    end: now,
  };
}

export const failure = (msg: string, more: ReadonlyArray<readonly [string, Value]> = []): Outcome =>
  newOutcome(new Map<Value, Value>([['failed', true], ['msg', fromPlain(msg, true)], ...more]));

export const flag = (d: Dict, key: string): boolean => {
  const v = d.get(key);
  return v !== undefined && truth(v);
};

export const isFailed = (o: Outcome): boolean => {
  if (o.result.has('failed_when_result')) return flag(o.result, 'failed_when_result');
  return flag(o.result, 'failed');
};
export const isUnreachable = (o: Outcome): boolean => flag(o.result, 'unreachable');
export const isChanged = (o: Outcome): boolean => flag(o.result, 'changed');
export function isSkipped(o: Outcome): boolean {
  if (o.items && o.items.length > 0) return o.items.every((i) => flag(i.result, 'skipped'));
  return flag(o.result, 'skipped');
}

/** What a callback gets of an outcome. */
export function resultView(host: string, task: TaskView, o: Outcome, isItem = false): ResultView {
  return {
    host,
    task: o.action === undefined ? task : { ...task, action: o.action },
    result: cleanCopy(o, o.action ?? task.action),
    ignoreErrors: o.ignoreErrors,
    delegatedTo: o.delegatedTo,
    delegatedAddress: o.delegatedAddress,
    itemLabel: o.noLog && isItem ? null : o.itemLabel,
    isItem,
    verboseAlways: o.verboseAlways && !o.noLog,
    verboseOverride: o.verboseOverride,
    noLog: o.noLog,
    args: o.noLog ? undefined : o.args,
    withInternals: () => withInternals(o, o.action ?? task.action),
    start: o.start,
    end: o.end,
  };
}

const hidden = "the output has been hidden due to the fact that 'no_log: true' was specified for this result";
/** What callbacks still see of a result that is hidden. */
const shownAnyway = ['attempts', 'changed', 'retries'];

/** The result as callbacks get it: states that the event tells are left out, a no_log result is censored. */
function cleanCopy(o: Outcome, action: string): Dict {
  if (o.noLog) {
    const out: Dict = new Map<Value, Value>([['censored', hidden]]);
    for (const k of shownAnyway) if (o.result.has(k)) out.set(k, o.result.get(k) as Value);
    return out;
  }
  const out: Dict = new Map(o.result);
  out.delete('failed');
  out.delete('skipped');
  if (actions.debug.has(action)) out.delete('invocation');
  if (o.items) {
    out.set(
      'results',
      o.items.map((i) => (i.noLog ? cleanCopy(i, action) : i.result)),
    );
  }
  return out;
}

/** What callbacks see that show Ansible's own keys of a result as well (json, log_plays). */
function withInternals(o: Outcome, action: string, isItem = false): Dict {
  const out = cleanCopy(o, action);
  if (o.include !== undefined) {
    // of an include only the label was noted, before it was carried out
    if (isItem) {
      out.delete('changed');
      if (o.itemLabel !== undefined) out.set('_ansible_item_label', o.itemLabel);
    }
    return out;
  }
  if (o.noLog) return out;
  if (o.items) {
    out.set(
      'results',
      o.items.map((i) => {
        const item = withInternals(i, action, true);
        if (!i.noLog)
          for (const k of ['failed', 'skipped']) if (i.result.has(k)) item.set(k, i.result.get(k) as Value);
        return item;
      }),
    );
    return out;
  }
  out.set('_ansible_no_log', false);
  if (o.itemLabel !== undefined) out.set('_ansible_item_label', o.itemLabel);
  if (o.verboseAlways) out.set('_ansible_verbose_always', true);
  if (o.verboseOverride) out.set('_ansible_verbose_override', true);
  if (o.delegatedVars) out.set('_ansible_delegated_vars', o.delegatedVars);
  return out;
}

/** Takes `_ansible_*` keys out of what a module gave; the known ones become flags of the outcome. */
export function takeInternalKeys(o: Outcome): void {
  const r = o.result;
  for (const k of [...r.keys()]) {
    const key = asText(k);
    if (key === undefined || !key.startsWith('_ansible_')) continue;
    const v = r.get(k) as Value;
    if (key === '_ansible_verbose_always') o.verboseAlways = truth(v);
    else if (key === '_ansible_verbose_override') o.verboseOverride = truth(v);
    else if (key === '_ansible_no_log') o.noLog = o.noLog || truth(v);
    else if (key === '_ansible_facts_cacheable') o.cacheable = truth(v);
    else if (key === '_ansible_delegated_vars' || key === '_ansible_parsed') {
      // of no use here
    } else notices().warning(`Removed unexpected internal key in module return: ${key} = ${str(v)}`);
    r.delete(k);
  }
}

/** What `register` keeps: the result without the invocation. */
export function registered(result: Dict): Dict {
  if (!result.has('invocation')) return result;
  const out: Dict = new Map(result);
  out.delete('invocation');
  return out;
}

export const seconds = (v: number): PyFloat => new PyFloat(v);
