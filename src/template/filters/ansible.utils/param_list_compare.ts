import { defineFilter } from '../../../jinja/define.ts';
import { equal, sorted } from '../../../value/compare.ts';
import { asText } from '../../../value/text.ts';
import type { Value } from '../../../value/types.ts';
import { filterError } from '../../errors.ts';
import { iterate, makeDict } from '../../support/py.ts';

export default defineFilter({
  doc: 'Which of the names in `target` are among those of a list (`actionable`) and which not (`unsupported`); `all` and `!name` count.',
  signature: 'param_list_compare(base, target=None)',
  run(_ctx, base, target) {
    if (target === null)
      throw filterError(
        "Missing either 'base' or 'other value in filter input,refer 'ansible.utils.param_list_compare' filter plugin documentation for details",
      );
    const text = asText(base!);
    const known: Value[] = text === undefined ? [...iterate(base!)] : Array.from(text);
    const inBase = (v: Value): boolean =>
      text === undefined ? known.some((k) => equal(k, v)) : text.includes(asText(v) ?? '\0');
    const given = [...iterate(target!)];
    const plain = given.filter((v) => v !== 'all' && !(asText(v) ?? '').startsWith('!'));
    const banned = given
      .map((v) => asText(v) ?? '')
      .filter((t) => t.startsWith('!'))
      .map((t) => t.slice(1));
    const combined = (given.includes('all') ? known : []).filter((v) => !banned.includes(asText(v) ?? ''));
    for (const v of plain) if (inBase(v) && !combined.some((c) => equal(c, v))) combined.push(v);
    return makeDict(['actionable', sorted(combined)], ['unsupported', plain.filter((v) => !inBase(v))]);
  },
});
