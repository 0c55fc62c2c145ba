import { AnsibleError, UndefinedVariableError } from '../errors/ansible-error.ts';
import { checkTexts } from '../playbook/load-node.ts';
import type { Play } from '../playbook/play.ts';
import { str } from '../value/repr.ts';
import { asText, isText } from '../value/text.ts';
import { typeName } from '../value/type-name.ts';
import type { Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import { invalidValue, notBool, notInt, notPercent } from './keyword-values.ts';

/** The keywords of a play that are templated before it starts. */
const early = [
  'name',
  'hosts',
  'gather_facts',
  'gather_subset',
  'gather_timeout',
  'force_handlers',
  'max_fail_percentage',
  'serial',
  'strategy',
  'order',
  'fact_path',
];

/** Templates what a play needs before its hosts are known. */
export async function finalizePlay(run: RunContext, play: Play): Promise<void> {
  await run.vars.prepare(play, undefined);
  const templar = run.templar(run.vars.scope({ play }), undefined);
  for (const name of early) {
    const raw = play.own.get(name);
    if (raw === undefined || raw === null) continue;
    if (!templar.isTemplate(raw)) {
      checkPlayField(play, name, raw);
      continue;
    }
    try {
      let value = await templar.template(raw);
      // one template may stand for the whole list
      if (name === 'serial' && Array.isArray(value) && value.length === 1 && Array.isArray(value[0]))
        value = value[0];
      if (name === 'hosts') {
        play.hosts = value;
        play.hostsTemplate = raw;
      }
      checkPlayField(play, name, value, raw);
      play.own.set(name, value);
    } catch (e) {
      if (!(e instanceof UndefinedVariableError)) throw e;
      if (name === 'name') continue; // as in Ansible, it stays as it is written
      throw new AnsibleError(
        `The field '${name}' has an invalid value, which includes an undefined variable. The error was: ${e.message}`,
        {
          kind: 'parser',
          position: play.position,
          cause: e,
        },
      );
    }
  }
  play.forget();
}

/** Refuses a value that does not have its keyword's type. */
function checkPlayField(play: Play, name: string, value: Value, given: Value = value): void {
  const type = play.keywords[name]?.type;
  if (name === 'hosts') checkHosts(value, play);
  if (name === 'gather_subset')
    checkTexts(
      name,
      Array.isArray(value) ? value : [value],
      play.position,
      (v) => `<class '${typeName(v)}'>`,
    );
  const why =
    type === 'bool'
      ? notBool(value)
      : type === 'int'
        ? notInt(value)
        : type === 'percent'
          ? notPercent(value)
          : undefined;
  if (why !== undefined) throw invalidValue(name, given, type ?? '', why, play.position);
}

/** Refuses hosts that are no text or list of texts, and empty ones, which would mean every host. */
function checkHosts(value: Value, play: Play): void {
  const items = Array.isArray(value) ? value : [value];
  const odd = items.find((v) => !isText(v) && v !== null);
  if (odd !== undefined)
    throw new AnsibleError(
      `the field 'hosts' should be a list of (<class 'str'>,), but the item '${str(odd)}' is a <class '${typeName(odd)}'>`,
      { kind: 'parser', position: play.position },
    );
  if (items.some((v) => v === null || (asText(v) ?? '').trim() === ''))
    throw new AnsibleError("the field 'hosts' is required, and cannot have empty values", {
      kind: 'parser',
      position: play.position,
    });
}
