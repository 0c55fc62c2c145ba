import { PyError, typeError } from '../../value/errors.ts';
import { checkText } from '../../value/limits.ts';
import { add, binary } from '../../value/operators.ts';
import { str } from '../../value/repr.ts';
import { splitLines } from '../../value/str-split.ts';
import { asText, escapeHtml, likeText, type Text } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import { typeName } from '../../value/type-name.ts';
import { Markup, Tuple, type Value } from '../../value/types.ts';
import { defineFilter } from '../define.ts';

/** What `s += newline` raises for what is no text. */
function notText(s: Value): never {
  if (Array.isArray(s) && !(s instanceof Tuple))
    throw new PyError('AttributeError', "'list' object has no attribute 'splitlines'");
  try {
    add(s, '\n');
  } catch (e) {
    if (e instanceof PyError && e.message.startsWith('unsupported operand'))
      throw typeError(e.message.replace(' for +:', ' for +=:'));
    throw e;
  }
  throw new PyError('AttributeError', `'${typeName(s)}' object has no attribute 'splitlines'`);
}

export default defineFilter({
  doc: 'Indents the lines of a text, not the first one unless asked.',
  signature: 'do_indent(s, width=4, first=False, blank=False)',
  run: (_ctx, s, width, first, blank) => {
    const by = asText(width!) ?? str(binary('*')(' ', width!));
    const text = asText(s!);
    if (text === undefined) return notText(s!);
    const pad = s instanceof Markup && !(width instanceof Markup) ? escapeHtml(by) : by;
    const lines = splitLines(`${text}\n`, false);
    checkText(text.length + (lines.length + 1) * pad.length);
    let out: string;
    if (truth(blank!)) out = lines.join(`\n${pad}`);
    else out = lines.map((line, i) => (i > 0 && line !== '' ? pad + line : line)).join('\n');
    return likeText(s as Text, truth(first!) ? pad + out : out);
  },
});
