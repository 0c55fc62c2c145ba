import { typeError, valueError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import { typeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';

/** Python's str.split: at runs of blanks where `sep` is None. */
export function splitText(text: string, sep: Value, maxsplit = -1): string[] {
  const most = maxsplit < 0 ? Number.POSITIVE_INFINITY : maxsplit;
  const out: string[] = [];
  if (sep === null) {
    let rest = text.trimStart();
    while (rest && out.length < most) {
      const m = /^(\S+)\s*/.exec(rest)!;
      out.push(m[1]!);
      rest = rest.slice(m[0].length);
    }
    if (rest) out.push(most === Number.POSITIVE_INFINITY ? rest : rest.trimEnd());
    return out;
  }
  const mark = asText(sep);
  if (mark === undefined) throw typeError(`must be str or None, not ${typeName(sep)}`);
  if (mark === '') throw valueError('empty separator');
  let from = 0;
  for (let i = text.indexOf(mark); i >= 0 && out.length < most; i = text.indexOf(mark, from)) {
    out.push(text.slice(from, i));
    from = i + mark.length;
  }
  out.push(text.slice(from));
  return out;
}
