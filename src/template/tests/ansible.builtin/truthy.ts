import { defineTest } from '../../../jinja/define.ts';
import { truth } from '../../../value/truth.ts';
import { truthy } from '../../support/truthy.ts';

export default defineTest({
  doc: 'The value is true as Python takes it; with `convert_bool`, "no" and its kin are not.',
  signature: 'truthy(value, convert_bool=False)',
  run: (_ctx, value, convert) => truthy(value!, truth(convert!)),
});
