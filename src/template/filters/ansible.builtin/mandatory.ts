import { defineFilter } from '../../../jinja/define.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { filterError } from '../../errors.ts';
import { repr, str } from '../../support/py.ts';

export default defineFilter({
  doc: 'The value itself; an error where it is undefined.',
  signature: 'mandatory(a, msg=None)',
  run(_ctx, a, msg) {
    if (!isUndefined(a!)) return a!;
    if (msg !== null) throw filterError(str(msg!));
    const name = a.name === null || a.name === '' ? '' : `${repr(str(a.name))} `;
    throw filterError(`Mandatory variable ${name} not defined.`);
  },
});
