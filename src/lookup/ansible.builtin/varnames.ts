import { defineLookup } from '../../template/define.ts';
import { classRepr } from '../../template/errors.ts';
import { repr } from '../../template/support/py.ts';
import { pythonRegex } from '../../template/support/python-re.ts';
import { asText } from '../../value/text.ts';
import { lookupFailure } from '../support/files.ts';

export default defineLookup({
  description: 'Names of variables that match regular expressions.',
  options: {},
  run(terms, _options, ctx) {
    const names = [...ctx.vars.names()];
    return terms.flatMap((term) => {
      const pattern = asText(term);
      if (pattern === undefined) {
        throw lookupFailure(
          `Invalid setting identifier, "${repr(term)}" is not a string, it is a ${classRepr(term)}`,
        );
      }
      let re: ReturnType<typeof pythonRegex>;
      try {
        re = pythonRegex(pattern);
      } catch (e) {
        throw lookupFailure(
          `Unable to use "${pattern}" as a search parameter: ${e instanceof Error ? e.message : String(e)}`,
        );
      }
      return names.filter((n) => re.search(n) !== null);
    });
  },
});
