import { defineFilter } from '../../../jinja/define.ts';
import { isPyError } from '../../../value/errors.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { filterError } from '../../errors.ts';
import { searchJson } from '../../support/jmespath/search.ts';
import { nativeText } from '../../support/py.ts';

export default defineFilter({
  doc: 'The answer of a JMESPath query.',
  signature: 'json_query(data, expr)',
  run(_ctx, data, expr) {
    const query = nativeText(expr!);
    if (isUndefined(data!))
      throw filterError(`Error in jmespath.search in json_query filter plugin:\n${data.message}`);
    try {
      return searchJson(query, data!);
    } catch (e) {
      if (isPyError(e, 'JMESPathError'))
        throw filterError(`JMESPathError in json_query filter plugin:\n${e.message}`);
      if (isPyError(e, 'TypeError'))
        throw filterError(`Error in jmespath.search in json_query filter plugin:\n${e.message}`);
      throw e;
    }
  },
});
