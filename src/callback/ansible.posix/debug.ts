import type { ResultView } from '../../run/events.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict } from '../../value/types.ts';
import { defineCallback } from '../define.ts';
import { DefaultCallback, resultStyle } from '../support/default-callback.ts';
import { dumpResult } from '../support/result.ts';

const streams = ['stdout', 'stderr', 'msg', 'module_stdout', 'module_stderr'];

/** As default, with output and messages as they are, below the result. */
class DebugCallback extends DefaultCallback {
  protected override dump(_r: ResultView, result: Dict): string {
    const shown: Dict = new Map(result);
    const texts: Array<[string, string]> = [];
    for (const key of streams) {
      const value = shown.get(key);
      if (value === undefined) continue;
      const text = asText(value) ?? str(value);
      shown.delete(key);
      shown.delete(`${key}_lines`);
      if (truth(value)) texts.push([key.toUpperCase(), text]);
    }
    return `${dumpResult(shown, this.style, { indent: 4, keepInvocation: this.ctx.verbosity > 2 })}${texts.map(([k, t]) => `\n\n${k}:\n\n${t}\n`).join('')}`;
  }
}

export default defineCallback({
  type: 'stdout',
  description: 'Formatted stdout and stderr',
  create: async (ctx) => new DebugCallback(ctx, await resultStyle(ctx)),
});
