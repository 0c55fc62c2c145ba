import { AnsibleError, UnexpectedError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Play } from '../playbook/play.ts';
import { PyError } from '../value/errors.ts';
import { fromPlain } from '../value/plain.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import type { Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import { looseBool, notBool } from './keyword-values.ts';

/** What an entry of vars_prompt says, read as Ansible reads it. */
interface Question {
  readonly name: string;
  /** "" where the name stands in its place. */
  readonly prompt: string;
  readonly fallback: Value;
  readonly isPrivate: boolean;
  readonly confirm: boolean;
  readonly spec: Map<Value, Value>;
}

/** Asks for the play's vars_prompt; a name given by -e is not asked for. Without `ask` the defaults stand. */
export async function askVars(run: RunContext, play: Play, ask: boolean): Promise<void> {
  if (play.varsPrompt.length === 0) return;
  const templar = run.templar(run.vars.scope({ play }), undefined);
  const specs: Array<Map<Value, Value>> = [];
  for (const raw of play.varsPrompt) specs.push((await templar.template(raw)) as Map<Value, Value>);
  for (const spec of specs) {
    const question = questionOf(spec);
    const { name, fallback } = question;
    if (asText(spec.get('name') ?? null) !== undefined && run.options.extraVars.has(name)) continue;
    if (!ask) {
      play.promptedVars.set(name, fallback);
      continue;
    }
    run.emit({ type: 'vars_prompt', name, spec });
    let answer: string | undefined;
    if (interactive()) answer = await answered(run, question);
    else notices().warning('Not prompting as we are not in interactive mode');
    play.promptedVars.set(name, await finished(answer, question));
  }
}

function questionOf(spec: Map<Value, Value>): Question {
  const name = str(spec.get('name') ?? null);
  const prompt = (spec.has('prompt') ? spec.get('prompt') : spec.get('name')) ?? null;
  return {
    name,
    prompt: truth(prompt) ? str(prompt) : '',
    fallback: spec.get('default') ?? null,
    isPrivate: bool(spec, 'private', true),
    confirm: bool(spec, 'confirm', false),
    spec,
  };
}

/** A truth value of an entry; one that is none ends the run with Ansible's words. */
function bool(spec: Map<Value, Value>, key: string, otherwise: boolean): boolean {
  if (!spec.has(key)) return otherwise;
  const v = spec.get(key) as Value;
  const wrong = v === null ? notBool('None') : notBool(v);
  if (wrong === undefined) return looseBool(v);
  throw new UnexpectedError(wrong, { hint: `'${key}' of an entry of vars_prompt is yes or no.` });
}

async function answered(run: RunContext, question: Question): Promise<string> {
  const { name, prompt, fallback, isPrivate } = question;
  const text =
    prompt === ''
      ? `input for ${name}: `
      : fallback === null
        ? `${prompt}: `
        : `${prompt} [${str(fallback)}]: `;
  const ask = async (t: string): Promise<string> => {
    const answer = await run.options.prompt?.(t, { private: isPrivate });
    if (answer !== undefined) return answer;
    throw new UnexpectedError('', { hint: `The input ended before vars_prompt's '${name}' was answered.` });
  };
  let answer = await ask(text);
  while (question.confirm && (await ask(`confirm ${text}`)) !== answer) {
    notices().display('***** VALUES ENTERED DO NOT MATCH ****');
    answer = await ask(text);
  }
  if (isPrivate) run.hide(answer);
  return answer;
}

const interactive = (): boolean => process.stdin.isTTY === true;

/** The answer or its default as text, encrypted and marked as the play asks for; without either, None in words. */
async function finished(answer: string | undefined, question: Question): Promise<Value> {
  const { spec, fallback } = question;
  const given: Value = answer || (fallback ?? answer ?? null);
  const encrypt = spec.get('encrypt') ?? null;
  const text = truth(encrypt) ? await encrypted(given, encrypt, spec) : str(given);
  return truth(spec.get('unsafe') ?? null) ? fromPlain(text, true) : text;
}

/** The answer as a password hash, as the password_hash filter makes it. */
async function encrypted(answer: Value, scheme: Value, spec: Map<Value, Value>): Promise<string> {
  const { cryptPassword } = await import('../template/support/password.ts');
  try {
    return cryptPassword(answer, str(scheme), {
      salt: spec.get('salt') ?? null,
      saltSize: spec.get('salt_size') ?? null,
    });
  } catch (e) {
    if (!(e instanceof PyError)) throw e;
    if (e.pyType === 'AnsibleError') throw new AnsibleError(e.message, { kind: 'filter', cause: e });
    throw new UnexpectedError(e.message, {
      cause: e,
      hint: "vars_prompt: look at 'encrypt', 'salt', 'salt_size'.",
    });
  }
}
