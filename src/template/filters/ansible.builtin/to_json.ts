import { defineFilter } from '../../../jinja/define.ts';
import { typeError } from '../../../value/errors.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { dumpJson } from '../../support/json-filter.ts';

export default defineFilter({
  doc: "A value as JSON text; keyword arguments are those of Python's json.dumps.",
  signature: 'to_json(a, *args, **kw)',
  run(_ctx, a, args, kw) {
    const more = (args as Value[]).length;
    if (more)
      throw typeError(
        `dumps() takes 1 positional argument but ${1 + more} positional arguments (and 1 keyword-only argument) were given`,
      );
    return dumpJson(a!, kw as Dict);
  },
});
