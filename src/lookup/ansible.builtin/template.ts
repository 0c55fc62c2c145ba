import { defineLookup } from '../../template/define.ts';
import { NativeText } from '../../template/support/native-text.ts';
import { splitPath } from '../../template/support/paths.ts';
import { nativeText } from '../../template/support/py.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { locate, lookupFailure } from '../support/files.ts';
import { textTerm } from '../support/terms.ts';
import { undefinedTwice } from '../support/undefined.ts';

export default defineLookup({
  description: 'Rendered contents of template files.',
  options: {
    convert_data: { description: 'A result that looks like data becomes data.', type: 'bool', default: true },
    variable_start_string: { description: 'Begins an expression.', type: 'str', default: '{{' },
    variable_end_string: { description: 'Ends an expression.', type: 'str', default: '}}' },
    comment_start_string: { description: 'Begins a comment.', type: 'str', default: '{#' },
    comment_end_string: { description: 'Ends a comment.', type: 'str', default: '#}' },
    jinja2_native: {
      description: 'Native types, whatever the configuration says.',
      type: 'bool',
      default: false,
    },
    template_vars: { description: 'More variables for the template.', type: 'dict', default: new Map() },
  },
  run: (terms, options, ctx) =>
    terms.map((term) => {
      const name = textTerm(term, 'startswith');
      const path = locate(ctx, 'templates', name);
      if (path === undefined)
        throw lookupFailure(`the template file ${name} could not be found for the lookup`);
      const text = ctx.readFile(path).toString('utf8');
      const mark = (option: string): string | undefined => asText(options.get(option) ?? null);
      const dir = splitPath(path)[0];
      const extra = new Map<string, Value>([
        ['template_path', path],
        ['template_fullpath', path],
        ['template_destpath', null],
      ]);
      const given = options.get('template_vars');
      if (given instanceof Map) for (const [k, v] of given) extra.set(nativeText(k), v);
      const convert = truth(options.get('convert_data')!);
      const native = ctx.templar.environment.setting('DEFAULT_JINJA2_NATIVE') === true;
      const asked = truth(options.get('jinja2_native')!);
      const render = (): Value =>
        ctx.templar.renderSync(
          text,
          {
            extra,
            searchPath: [dir, ...ctx.searchPath('templates').flatMap((p) => [p])],
            variableStart: mark('variable_start_string'),
            variableEnd: mark('variable_end_string'),
            commentStart: mark('comment_start_string'),
            commentEnd: mark('comment_end_string'),
            file: path,
          },
          native && asked ? 'native' : convert ? 'convert' : 'text',
        );
      // what holds no template is handed on as it is
      const marks = [mark('variable_start_string') ?? '{{', mark('comment_start_string') ?? '{#', '{%'];
      const result = marks.some((m) => text.includes(m)) ? undefinedTwice(render) : text;
      return !convert || (native && !asked) ? new NativeText(str(result)) : result;
    }),
});
