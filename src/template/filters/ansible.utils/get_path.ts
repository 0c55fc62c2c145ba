import { defineFilter } from '../../../jinja/define.ts';
import { typeError } from '../../../value/errors.ts';
import { truth } from '../../../value/truth.ts';
import { typeName } from '../../../value/type-name.ts';
import type { Value } from '../../../value/types.ts';
import { required } from '../../support/keys.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: "The value at a path of a dict, as a template would write it (`a.b[0]['c d']`); with `wantlist` in a list.",
  signature: '_get_path(environment, var, path=None, wantlist=False)',
  run(ctx, data, path, wantlist) {
    const text = nativeText(required('path', path!));
    if (data !== null) required('var', data!);
    if (!(data instanceof Map))
      throw typeError(
        `jinja2.nativetypes.NativeTemplate.render() argument after ** must be a mapping, not ${typeName(data!)}`,
      );
    const vars = new Map<string, Value>([...data].map(([k, v]) => [nativeText(k), v]));
    const result = ctx.env.render(`{{ ${text} }}`, vars);
    return truth(wantlist!) ? [result] : result;
  },
});
