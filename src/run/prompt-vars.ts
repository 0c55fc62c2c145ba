import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Play } from '../playbook/play.ts';
import { fromPlain } from '../value/plain.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import { looseBool } from './keyword-values.ts';

/** Asks for the play's vars_prompt; a name given by -e is not asked for. Without `ask` the defaults stand. */
export async function askVars(run: RunContext, play: Play, ask: boolean): Promise<void> {
  if (play.varsPrompt.length === 0) return;
  const templar = run.templar(run.vars.scope({ play }), undefined);
  for (const raw of play.varsPrompt) {
    const spec = (await templar.template(raw)) as Map<Value, Value>;
    const name = asText(spec.get('name') ?? null) ?? '';
    if (run.options.extraVars.has(name)) continue;
    const fallback = spec.get('default') ?? null;
    if (!ask) {
      play.promptedVars.set(name, fallback);
      continue;
    }
    run.emit({ type: 'vars_prompt', name });
    if (!interactive()) {
      notices().warning('Not prompting as we are not in interactive mode');
      play.promptedVars.set(name, await finished(run, fallback ?? 'None', spec));
      continue;
    }
    play.promptedVars.set(name, await one(run, name, spec, fallback));
  }
}

async function one(run: RunContext, name: string, spec: Map<Value, Value>, fallback: Value): Promise<Value> {
  const isPrivate = spec.get('private') === undefined ? true : looseBool(spec.get('private'));
  const message = asText(spec.get('prompt') ?? null) ?? '';
  const shownDefault = fallback === null ? '' : ` [${str(fallback)}]`;
  const prompt =
    message !== '' && fallback !== null
      ? `${message}${shownDefault}: `
      : message !== ''
        ? `${message}: `
        : `input for ${name}: `;
  const ask = async (text: string): Promise<string> =>
    (await run.options.prompt?.(text, { private: isPrivate })) ?? '';
  let answer = await ask(prompt);
  if (spec.get('confirm') !== undefined && looseBool(spec.get('confirm'))) {
    for (;;) {
      if ((await ask(`confirm ${prompt}`)) === answer) break;
      notices().display('***** VALUES ENTERED DO NOT MATCH ****');
      answer = await ask(prompt);
    }
  }
  if (isPrivate) run.hide(answer);
  return finished(run, answer === '' && fallback !== null ? fallback : answer, spec);
}

const interactive = (): boolean => process.stdin.isTTY === true;

/** The answer, encrypted and marked as the play asks for. */
async function finished(run: RunContext, answer: Value, spec: Map<Value, Value>): Promise<Value> {
  let value = answer;
  const encrypt = asText(spec.get('encrypt') ?? null);
  if (encrypt !== undefined) value = await encrypted(run, str(value), encrypt, spec);
  return spec.get('unsafe') !== undefined && looseBool(spec.get('unsafe')) ? fromPlain(value, true) : value;
}

/** The answer as a password hash, by the password_hash filter. */
async function encrypted(
  run: RunContext,
  text: string,
  scheme: string,
  spec: Map<Value, Value>,
): Promise<Value> {
  const vars = new Map<string, Value>([
    ['__answer', fromPlain(text, true)],
    ['__scheme', scheme],
    ['__salt', spec.get('salt') ?? null],
    ['__size', spec.get('salt_size') ?? null],
  ]);
  const { MapScope } = await import('../value/scope.ts');
  const templar = run.templar(new MapScope(vars), undefined);
  try {
    return await templar.template('{{ __answer | password_hash(__scheme, salt=__salt, salt_size=__size) }}');
  } catch (e) {
    throw new AnsibleError(e instanceof Error ? e.message : String(e), { kind: 'filter', cause: e });
  }
}
