import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirs } from '../../config/make-dirs.ts';
import { notices } from '../../errors/notices.ts';
import type { ResultView, RunEvent } from '../../run/events.ts';
import { asText } from '../../value/text.ts';
import { type Callback, type CallbackContext, defineCallback } from '../define.ts';
import { resultStyle } from '../support/default-callback.ts';
import { dumpResult, type ResultStyle } from '../support/result.ts';

/** Keeps each host's last result as a file. */
class TreeCallback implements Callback {
  readonly #dir: string;
  constructor(
    ctx: CallbackContext,
    private readonly style: ResultStyle,
  ) {
    this.#dir = asText(ctx.setting('directory')) ?? '';
  }

  on(e: RunEvent): void {
    if (e.type === 'runner_ok' || e.type === 'runner_failed' || e.type === 'runner_unreachable')
      this.#write(e.result);
  }

  #write(r: ResultView): void {
    const text = dumpResult(r.result, this.style, { verboseAlways: r.verboseAlways });
    try {
      makeDirs(this.#dir);
      // A host's name must not lead out of the directory.
      writeFileSync(join(this.#dir, r.host.replaceAll('/', '_')), text);
    } catch (e) {
      notices().warning(`Unable to write to ${r.host}'s file: ${(e as Error).message}`);
    }
  }
}

export default defineCallback({
  type: 'notification',
  needsEnabled: true,
  description: 'Save host events to files',
  create: async (ctx) => new TreeCallback(ctx, await resultStyle(ctx)),
});
