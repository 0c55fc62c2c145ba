import { ParserError, UndefinedVariableError } from '../../errors/ansible-error.ts';
import type { Task } from '../../playbook/task.ts';
import { OverlayScope } from '../../value/scope.ts';
import type { Dict, Value } from '../../value/types.ts';
import type { RunContext } from '../context.ts';
import type { PlayIterator } from '../iterator.ts';
import type { HostResult } from '../process-result.ts';
import type { Redo } from './index.ts';
import { DebuggedHost, DebuggedResult, DebuggedTask, NoPlayContext, ownCopy, TaskVars } from './objects.ts';
import { debuggerSession } from './session.ts';

/** The user's line; null where the run is interrupted meanwhile. */
function answerOf(run: RunContext, prompt: string): Promise<string | undefined | null> {
  const { signal } = run.abort;
  return new Promise((resolve, reject) => {
    const stop = (): void => resolve(null);
    if (signal.aborted) return stop();
    signal.addEventListener('abort', stop, { once: true });
    const asked = run.options.prompt?.(prompt, { private: false }) ?? Promise.resolve(undefined);
    asked.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

/** Opens the debugger over a result. */
export async function dialogue(
  run: RunContext,
  iterator: PlayIterator,
  r: HostResult,
  vars: ReadonlyMap<string, Value> | undefined,
): Promise<Redo | 'continue' | 'exit'> {
  const { host, outcome } = r;
  const task = r.task.copy();
  task.args = ownCopy(outcome.args ?? r.task.args);
  // only a task that ran to its arguments, and not once for every item, has its name templated
  if (outcome.args && !outcome.items && task.name.includes('{')) task.set('name', r.view.bareName);
  const changed = new Map<string, Value>(vars);
  const scope = run.vars.scope({ play: iterator.play, host, task: r.task });
  const debugged = new DebuggedTask(task);
  const debuggedHost = new DebuggedHost(host);
  const next = await debuggerSession({
    prompt: `[${host.name}] ${debugged.pyStr()} (debug)> `,
    objects: new Map<string, Value>([
      ['task', debugged],
      ['task_vars', new TaskVars(scope, changed)],
      ['host', debuggedHost],
      ['result', new DebuggedResult(r, debugged, debuggedHost)],
      ['play_context', new NoPlayContext()],
    ]),
    ask: (prompt) => answerOf(run, prompt),
    updateTask: async () => {
      const written = original(r.task);
      const templar = run.templar(new OverlayScope(changed, scope), written);
      try {
        task.args = ownCopy((await templar.template(written.args)) as Dict);
      } catch (e) {
        if (!(e instanceof UndefinedVariableError)) throw e;
        throw new ParserError(
          `The task includes an option with an undefined variable. The error was: ${e.message}`,
          { kind: 'undefined-variable', position: task.position, hint: e.hint, cause: e },
        );
      }
      task.action = written.action;
      task.resolvedAction = written.resolvedAction;
    },
  });
  if (next !== 'redo') return next;
  copies.set(task, original(r.task));
  return { task, vars: changed };
}

/** The tasks of the playbook that the debugger's copies were made of. */
const copies = new WeakMap<Task, Task>();
const original = (task: Task): Task => copies.get(task) ?? task;
