import { defineFilter } from '../../../jinja/define.ts';
import { toInt } from '../../../value/convert.ts';
import { PyError } from '../../../value/errors.ts';
import { checkText } from '../../../value/limits.ts';
import { getAttribute } from '../../../value/protocol.ts';
import { asText } from '../../../value/text.ts';
import type { Dict } from '../../../value/types.ts';
import { noText } from '../../support/no-text.ts';
import { repr, str } from '../../support/py.ts';

interface Style {
  readonly beginning?: string;
  readonly decoration: string;
  readonly end?: string;
}

const styles: ReadonlyMap<string, Style> = new Map([
  ['plain', { decoration: '# ' }],
  ['erlang', { decoration: '% ' }],
  ['c', { decoration: '// ' }],
  ['cblock', { beginning: '/*', decoration: ' * ', end: ' */' }],
  ['xml', { beginning: '<!--', decoration: ' - ', end: '-->' }],
]);

export default defineFilter({
  doc: 'A text as a comment: style plain, c, cblock, erlang or xml, each part of which can be given.',
  signature: "comment(text, style='plain', **kw)",
  run(_ctx, text, styleName, kw) {
    const name = str(styleName!);
    const style = styles.get(name);
    if (!style) throw new PyError('KeyError', repr(name));
    const options = kw as Dict;
    const decor = options.get('decoration');
    if (decor !== undefined && asText(decor) === undefined) getAttribute(decor, 'rstrip');
    const given = (key: string, fallback: string): string => {
      const v = options.get(key);
      return v === undefined ? fallback : str(v);
    };
    const count = (key: string): number => {
      const v = options.get(key);
      if (v === undefined) return 1;
      return Number(toInt(v));
    };
    const body = asText(text!);
    if (body === undefined) return noText(text!);
    const decoration = given('decoration', style.decoration);
    const newline = given('newline', '\n');
    const edge = decoration.trimEnd();
    const beginning = given('beginning', style.beginning ?? '');
    const end = given('end', style.end ?? '');
    const prefix = given('prefix', edge);
    const postfix = given('postfix', edge);
    const repeated = (what: string, times: number): string => {
      if (times <= 0) return '';
      checkText(what.length * times);
      return what.repeat(times);
    };
    checkText(body.length + (body.split('\n').length + 1) * (newline.length + decoration.length));
    const head = beginning ? beginning + newline : '';
    const before = prefix
      ? repeated(prefix === newline ? newline : prefix + newline, count('prefix_count'))
      : '';
    // A line that is only decoration loses its closing blanks.
    const middle = (decoration + body.replaceAll('\n', newline + decoration)).replaceAll(
      decoration + newline,
      edge + newline,
    );
    const after = repeated(newline + postfix, count('postfix_count'));
    return `${head}${before}${middle}${after}${end ? newline + end : ''}`;
  },
});
