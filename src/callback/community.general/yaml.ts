import type { ResultView } from '../../run/events.ts';
import { truth } from '../../value/truth.ts';
import type { Dict } from '../../value/types.ts';
import { defineCallback } from '../define.ts';
import { DefaultCallback, resultStyle } from '../support/default-callback.ts';
import { shownResult } from '../support/result.ts';
import { resultYaml } from '../support/yaml.ts';

/** As default, with results as YAML below a line that tells whether something changed. */
class YamlCallback extends DefaultCallback {
  protected override dump(_r: ResultView, result: Dict): string {
    const shown = shownResult(result, this.style, false);
    let head = '';
    for (const key of ['changed', 'skipped']) {
      const value = shown.get(key);
      if (value === undefined) continue;
      head += `${key}=${truth(value) ? 'true' : 'false'} `;
      shown.delete(key);
    }
    for (const stream of ['stdout', 'stderr'])
      if (shown.has(stream) && shown.has(`${stream}_lines`)) shown.set(`${stream}_lines`, '<omitted>');
    if (shown.size === 0) return head;
    const lines = resultYaml(shown, 2, 1000).replace(/\n$/, '').split('\n');
    return `${head}\n${lines.map((l) => `  ${l}`).join('\n')}`;
  }
}

export default defineCallback({
  type: 'stdout',
  description: 'YAML-ized Ansible screen output',
  create: async (ctx) => new YamlCallback(ctx, await resultStyle(ctx)),
});
