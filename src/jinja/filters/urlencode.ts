import { call } from '../../value/callable.ts';
import { isDict } from '../../value/dict.ts';
import { isIterable, toList, unpack } from '../../value/iterate.ts';
import { getAttribute } from '../../value/protocol.ts';
import { isText } from '../../value/text.ts';
import { defineFilter } from '../define.ts';
import { quote } from '../support/quote.ts';

export default defineFilter({
  doc: 'Quoted for a URL; a dict or pairs become a query string.',
  signature: 'do_urlencode(value)',
  run: (_ctx, v) => {
    if (isText(v!) || !isIterable(v!)) return quote(v!, false);
    const items = isDict(v!) ? toList(call(getAttribute(v!, 'items'), [])) : toList(v!);
    return items
      .map((item) => {
        const [k, x] = unpack(item, 2);
        return `${quote(k!, true)}=${quote(x!, true)}`;
      })
      .join('&');
  },
});
