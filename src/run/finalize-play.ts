import { AnsibleError, UndefinedVariableError } from '../errors/ansible-error.ts';
import type { Play } from '../playbook/play.ts';
import { isText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import type { RunContext } from './context.ts';

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
    if (raw === undefined || raw === null || !templar.isTemplate(raw)) continue;
    try {
      const value = await templar.template(raw);
      if (name === 'hosts') {
        play.hosts = hostList(value);
        play.hostsTemplated = true;
      }
      play.own.set(name, value);
    } catch (e) {
      if (!(e instanceof UndefinedVariableError)) throw e;
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

const hostList = (value: Value): Value =>
  Array.isArray(value) ? value.flat() : isText(value) ? value : [value];
