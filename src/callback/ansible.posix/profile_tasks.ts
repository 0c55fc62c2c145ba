import type { RunEvent, TaskView } from '../../run/events.ts';
import { notInt } from '../../run/keyword-values.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { type Callback, type CallbackContext, defineCallback } from '../define.ts';
import { filled, now, plainLine, Stopwatch, timedLine } from '../support/timing.ts';

interface Timed {
  readonly name: string;
  readonly path: string | undefined;
  begin: number;
  seconds: number;
}

/** Python's int() of a text. */
function wholeNumber(text: string): number {
  const wrong = notInt(text);
  if (wrong !== undefined) throw new Error(wrong);
  return Number(text);
}

/** The time at each task, and the slowest ones at the end. */
class ProfileTasks implements Callback {
  readonly #watch = new Stopwatch();
  readonly #tasks = new Map<string, Timed>();
  readonly #limit: number | undefined;
  readonly #order: string;
  #current: Timed | undefined;

  constructor(private readonly ctx: CallbackContext) {
    const limit = ctx.setting('output_limit');
    const text = asText(limit) ?? str(limit);
    this.#limit = text === 'all' ? undefined : wholeNumber(text);
    this.#order = asText(ctx.setting('sort_order')) ?? 'descending';
  }

  on(e: RunEvent): void {
    if (e.type === 'task_start' || e.type === 'handler_task_start') this.#begin(e.task);
    else if (e.type === 'stats') this.#summary();
  }

  #close(): void {
    if (this.#current !== undefined) this.#current.seconds = now() - this.#current.begin;
  }

  #begin(task: TaskView): void {
    this.ctx.display.display(this.#watch.step());
    this.#close();
    this.#current = { name: task.name.trim(), path: task.path, begin: now(), seconds: 0 };
    this.#tasks.set(task.uuid, this.#current);
  }

  #summary(): void {
    const say = (line: string): void => this.ctx.display.display(line);
    say(this.#watch.step());
    say(filled('', '='));
    this.#close();
    let rows = [...this.#tasks.values()];
    if (this.#order === 'descending') rows.sort((a, b) => b.seconds - a.seconds);
    else if (this.#order === 'ascending') rows.sort((a, b) => a.seconds - b.seconds);
    if (this.#limit !== undefined) rows = rows.slice(0, this.#limit);
    for (const row of rows) {
      say(timedLine(row.name, row.seconds));
      if (this.ctx.verbosity > 1 && row.path !== undefined) say(plainLine(row.path));
    }
  }
}

export default defineCallback({
  type: 'aggregate',
  needsEnabled: true,
  description: 'Time of each task',
  create: (ctx) => new ProfileTasks(ctx),
});
