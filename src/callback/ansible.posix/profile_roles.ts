import type { RunEvent, TaskView } from '../../run/events.ts';
import { type Callback, type CallbackContext, defineCallback } from '../define.ts';
import { filled, now, Stopwatch, timedLine } from '../support/timing.ts';

/** The time that each role takes; tasks outside of roles count for their action. */
class ProfileRoles implements Callback {
  readonly #watch = new Stopwatch();
  readonly #seconds = new Map<string, number>();
  #current: string | undefined;
  #begun = 0;

  constructor(private readonly ctx: CallbackContext) {}

  on(e: RunEvent): void {
    if (e.type === 'task_start' || e.type === 'handler_task_start') this.#begin(e.task);
    else if (e.type === 'stats') this.#summary();
  }

  #close(): void {
    if (this.#current === undefined) return;
    this.#seconds.set(this.#current, (this.#seconds.get(this.#current) ?? 0) + now() - this.#begun);
  }

  #begin(task: TaskView): void {
    this.ctx.display.display(this.#watch.step());
    this.#close();
    this.#current = task.role ?? task.action;
    this.#begun = now();
  }

  #summary(): void {
    const say = (line: string): void => this.ctx.display.display(line);
    say(this.#watch.step());
    say(filled('', '='));
    this.#close();
    let total = 0;
    for (const [name, seconds] of [...this.#seconds].sort((a, b) => b[1] - a[1])) {
      say(timedLine(name, seconds));
      total += seconds;
    }
    say(filled('', '~'));
    say(timedLine('total', total));
  }
}

export default defineCallback({
  type: 'aggregate',
  needsEnabled: true,
  description: 'Time of each role',
  create: (ctx) => new ProfileRoles(ctx),
});
