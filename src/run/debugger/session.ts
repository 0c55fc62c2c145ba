import { notices } from '../../errors/notices.ts';
import { pformat } from '../../jinja/support/pprint.ts';
import { dictClass } from '../../value/attributes.ts';
import { PyFunction } from '../../value/callable.ts';
import { sorted } from '../../value/compare.ts';
import { toFloat, toInt } from '../../value/convert.ts';
import { toDict } from '../../value/dict.ts';
import { normalizeError, PyError } from '../../value/errors.ts';
import { length, toList } from '../../value/iterate.ts';
import { repr, reprText, str } from '../../value/repr.ts';
import { truth } from '../../value/truth.ts';
import { LazyMapping, PyFloat, type Value } from '../../value/types.ts';
import { evaluate, execute, type Names } from './expression.ts';

export type NextAction = 'redo' | 'continue' | 'exit';

export interface SessionParts {
  readonly prompt: string;
  /** Objects that a line can reach by name. */
  readonly objects: ReadonlyMap<string, Value>;
  /** Shows the prompt and reads a line; undefined at the end of input, null where the run was interrupted. */
  ask(prompt: string): Promise<string | undefined | null>;
  /** Makes the task's arguments anew. Its error ends the run. */
  updateTask(): Promise<void>;
}

const help: Readonly<Record<string, string>> = {
  pprint: 'Pretty Print',
  quit: 'Quit',
  continue: 'Continue to next result',
  redo: 'Schedule task for re-execution. The re-execution may not be the next result',
  update_task: 'Recreate the task from ``task._ds``, and template with updated ``task_vars``',
  help: 'List available commands with "help" or detailed help with "help cmd".',
};
const commands: Readonly<Record<string, string>> = {
  EOF: 'quit',
  c: 'continue',
  continue: 'continue',
  h: 'help',
  help: 'help',
  p: 'pprint',
  pprint: 'pprint',
  q: 'quit',
  quit: 'quit',
  r: 'redo',
  redo: 'redo',
  u: 'update_task',
  update_task: 'update_task',
};

const builtins: ReadonlyMap<string, Value> = new Map<string, Value>([
  ['len', new PyFunction('len(obj)', (v) => length(v as Value))],
  ['str', new PyFunction("str(object='')", (v) => str(v as Value))],
  ['repr', new PyFunction('repr(obj)', (v) => repr(v as Value))],
  ['int', new PyFunction('int(x=0)', (v) => toInt(v as Value))],
  ['float', new PyFunction('float(x=0)', (v) => new PyFloat(toFloat(v as Value)))],
  ['bool', new PyFunction('bool(x=False)', (v) => truth(v as Value))],
  ['list', new PyFunction('list(iterable=())', (v) => toList(v as Value))],
  ['sorted', new PyFunction('sorted(iterable)', (v) => sorted(toList(v as Value)))],
  ['dict', dictClass],
]);

const say = (text: string): void => notices().display(text);

/** The dialogue of the task debugger, over one result; returns what is to come of it. */
export async function debuggerSession(parts: SessionParts): Promise<NextAction> {
  const made = new Map<string, Value>(parts.objects);
  const names: Names = {
    get: (name) => made.get(name) ?? builtins.get(name),
    set: (name, value) => {
      made.set(name, value);
    },
  };
  let last = '';
  for (;;) {
    let line = await parts.ask(parts.prompt);
    if (line === null) return 'exit';
    if (line === undefined) return quit();
    line = line.trim();
    // an empty line says the last one again
    if (line === '') line = last;
    if (line === '') continue;
    if (line.startsWith('?')) line = `help ${line.slice(1)}`;
    const word = /^\w*/.exec(line)?.[0] ?? '';
    if (word !== '') last = line === 'EOF' ? '' : line;
    const rest = line.slice(word.length).trim();
    switch (Object.hasOwn(commands, word) ? commands[word] : undefined) {
      case 'quit':
        return quit();
      case 'continue':
        return 'continue';
      case 'redo':
        return 'redo';
      case 'update_task':
        await parts.updateTask();
        break;
      case 'help':
        showHelp(rest);
        break;
      case 'pprint':
        attempt(() => say(pformat(shown(evaluate(rest, names)))));
        break;
      default:
        attempt(() => {
          const value = execute(line as string, names);
          if (value !== undefined && value !== null) say(repr(shown(value)));
        });
    }
  }
}

function quit(): NextAction {
  say('User interrupted execution');
  return 'exit';
}

const shown = (v: Value): Value => (v instanceof LazyMapping ? toDict(v) : v);

/** Python's exceptions are told and end the line, not the debugger. */
function attempt(f: () => void): void {
  try {
    f();
  } catch (thrown) {
    const e = normalizeError(thrown);
    if (!(e instanceof PyError)) throw e;
    // a KeyError's text is the key's repr already
    const told = e.pyType === 'KeyError' ? e.message : reprText(e.message);
    say(`***${e.pyType}:${e.pyType}(${told})`);
  }
}

function showHelp(topic: string): void {
  if (topic === '') {
    const title = 'Documented commands (type help <topic>):';
    say(`\n${title}\n${'='.repeat(title.length)}\n${Object.keys(commands).join('  ')}\n\n`);
    return;
  }
  const command = Object.hasOwn(commands, topic) ? (commands[topic] as string) : undefined;
  say(command === undefined ? `*** No help on ${topic}` : (help[command] as string));
}
