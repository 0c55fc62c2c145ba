import { AnsibleError, UndefinedVariableError, UnexpectedError } from '../errors/ansible-error.ts';
import type { Play } from '../playbook/play.ts';
import { asText, isText } from '../value/text.ts';
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
      const value = await templar.template(raw);
      if (name === 'hosts') {
        play.hosts = hostList(value);
        play.hostsTemplated = true;
      }
      checkPlayField(play, name, value);
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
function checkPlayField(play: Play, name: string, value: Value): void {
  const type = play.keywords[name]?.type;
  if (name === 'serial') {
    for (const step of Array.isArray(value) ? value : [value]) checkSerial(play, step);
    return;
  }
  const why =
    type === 'bool'
      ? notBool(value)
      : type === 'int'
        ? notInt(value)
        : type === 'percent'
          ? notPercent(value)
          : undefined;
  if (why !== undefined) throw invalidValue(name, value, type ?? '', why, play.position);
}

function checkSerial(play: Play, step: Value): void {
  const text = asText(step);
  if (text === undefined) return;
  const percent = text.endsWith('%');
  const number = percent ? text.replace('%', '') : text;
  const why = percent ? notPercent(number) : notInt(number);
  if (why === undefined) return;
  throw new UnexpectedError(why, {
    position: play.position,
    hint: `serial: ${text} is neither a number of hosts nor a percentage.`,
  });
}

const hostList = (value: Value): Value =>
  Array.isArray(value) ? value.flat() : isText(value) ? value : [value];
