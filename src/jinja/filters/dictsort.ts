import { call } from '../../value/callable.ts';
import { sorted } from '../../value/compare.ts';
import { PyError } from '../../value/errors.ts';
import { toList } from '../../value/iterate.ts';
import { getAttribute } from '../../value/protocol.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';
import { ignoreCase } from '../support/attribute.ts';

export default defineFilter({
  doc: 'The items of a dict, sorted by key or value.',
  signature: "do_dictsort(value, case_sensitive=False, by='key', reverse=False)",
  run: (_ctx, value, caseSensitive, by, reverse) => {
    const what = asText(by!);
    if (what !== 'key' && what !== 'value')
      throw new PyError('FilterArgumentError', 'You can only sort by either "key" or "value"');
    const items = toList(call(getAttribute(value!, 'items'), []));
    const key = (item: Value): Value => {
      const v = (item as Value[])[what === 'key' ? 0 : 1]!;
      return truth(caseSensitive!) ? v : ignoreCase(v);
    };
    return sorted(items, key, truth(reverse!));
  },
});
