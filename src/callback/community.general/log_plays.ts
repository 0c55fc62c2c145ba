import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeDirs } from '../../config/make-dirs.ts';
import { notices } from '../../errors/notices.ts';
import { maskSecrets } from '../../errors/secrets.ts';
import type { ResultView, RunEvent } from '../../run/events.ts';
import { monthNames } from '../../value/strftime.ts';
import { asText } from '../../value/text.ts';
import { type Callback, type CallbackContext, defineCallback } from '../define.ts';
import { toJson } from '../support/json.ts';

const categories: Readonly<Record<string, string>> = {
  runner_ok: 'OK',
  runner_failed: 'FAILED',
  runner_skipped: 'SKIPPED',
  runner_unreachable: 'UNREACHABLE',
  async_failed: 'ASYNC_FAILED',
};

/** Keeps one file a host, with a line for each of its results. */
class LogPlaysCallback implements Callback {
  readonly #folder: string;
  #playbook = '';

  constructor(ctx: CallbackContext) {
    this.#folder = asText(ctx.setting('log_folder')) ?? '';
    try {
      makeDirs(this.#folder);
    } catch (e) {
      notices().warning(`Unable to make ${this.#folder}: ${(e as Error).message}`);
    }
  }

  on(e: RunEvent): void {
    if (e.type === 'playbook_start') this.#playbook = e.file;
    const category = categories[e.type];
    if (category !== undefined && 'result' in e) this.#log(e.result, category);
  }

  #log(r: ResultView, category: string): void {
    let data = 'omitted';
    if (!r.verboseOverride) {
      const result = r.withInternals?.() ?? new Map(r.result);
      const invocation = result.get('invocation');
      result.delete('invocation');
      data = toJson(result, { sortKeys: false });
      if (invocation !== undefined) data = `${toJson(invocation, { sortKeys: false })} => ${data} `;
    }
    const line = `${stamp(new Date())} - ${this.#playbook} - ${r.task.bareName} - ${r.task.action} - ${category} - ${maskSecrets(data)}\n\n`;
    // a host's name must not lead out of the folder
    appendFileSync(join(this.#folder, r.host.replaceAll('/', '_')), line);
  }
}

/** "Nov 22 2026 21:36:48", local time. */
function stamp(d: Date): string {
  const p = (n: number): string => String(n).padStart(2, '0');
  return `${monthNames[d.getMonth()]!.slice(0, 3)} ${p(d.getDate())} ${d.getFullYear()} ${p(d.getHours())}:${p(d.getMinutes())}:${p(d.getSeconds())}`;
}

export default defineCallback({
  type: 'notification',
  needsEnabled: true,
  description: 'write playbook output to log file',
  create: (ctx) => new LogPlaysCallback(ctx),
});
