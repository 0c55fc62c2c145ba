import { tryAttribute } from '../../value/attributes.ts';
import { typeError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import { typeName } from '../../value/type-name.ts';
import { defineFilter } from '../define.ts';

export default defineFilter({
  doc: 'An attribute of an object, never an item.',
  signature: 'do_attr(environment, obj, name)',
  run: (ctx, obj, name) => {
    const n = asText(name!);
    if (n === undefined) throw typeError(`attribute name must be string, not '${typeName(name!)}'`);
    return tryAttribute(obj!, n) === undefined
      ? ctx.env.makeUndefined({ obj: obj!, name: name! })
      : ctx.env.getAttr(obj!, n);
  },
});
