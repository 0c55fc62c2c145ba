import { call } from '../../value/callable.ts';
import { typeError, valueError } from '../../value/errors.ts';
import { toList } from '../../value/iterate.ts';
import { asInt } from '../../value/number.ts';
import { getAttribute } from '../../value/protocol.ts';
import { str } from '../../value/repr.ts';
import { truth } from '../../value/truth.ts';
import { typeName } from '../../value/type-name.ts';
import { PyFloat } from '../../value/types.ts';
import { isUndefined } from '../../value/undefined.ts';
import { defineFilter } from '../define.ts';
import { wrap } from '../support/textwrap.ts';

export default defineFilter({
  doc: 'Wraps lines at a width.',
  signature:
    'do_wordwrap(environment, s, width=79, break_long_words=True, wrapstring=None, break_on_hyphens=True)',
  run: (ctx, s, width, breakLong, wrapIn, hyphens) => {
    const by = wrapIn ?? ctx.env.syntax.newlineSequence;
    const lines = toList(call(getAttribute(s!, 'splitlines'), []));
    if (isUndefined(width!)) width.fail();
    const n = asInt(width!);
    if (width instanceof PyFloat && lines.length > 0)
      throw typeError('slice indices must be integers or None or have an __index__ method');
    if (n === undefined)
      throw typeError(`'<=' not supported between instances of '${typeName(width!)}' and 'int'`);
    if (n <= 0 && lines.length > 0) throw valueError(`invalid width ${str(width!)} (must be > 0)`);
    const sep = str(by);
    return lines
      .map((line) => wrap(str(line), Number(n), truth(breakLong!), truth(hyphens!)).join(sep))
      .join(sep);
  },
});
