import type { RunEvent } from '../../run/events.ts';
import { type Callback, type CallbackContext, defineCallback } from '../define.ts';

/** The time that the whole run took. */
class Timer implements Callback {
  readonly #start = performance.now();
  constructor(private readonly ctx: CallbackContext) {}

  on(e: RunEvent): void {
    if (e.type !== 'stats') return;
    const s = Math.floor((performance.now() - this.#start) / 1000);
    this.ctx.display.display(
      `Playbook run took ${Math.floor(s / 86400)} days, ${Math.floor((s % 86400) / 3600)} hours, ${Math.floor((s % 3600) / 60)} minutes, ${s % 60} seconds`,
    );
  }
}

export default defineCallback({
  type: 'aggregate',
  needsEnabled: true,
  description: 'Adds time to play stats',
  create: (ctx) => new Timer(ctx),
});
