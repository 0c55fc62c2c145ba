import { defineFilter } from '../../../jinja/define.ts';
import { shortTypeName } from '../../../value/type-name.ts';

export default defineFilter({
  doc: 'The name of the Python type of a value.',
  signature: 'FilterModule.filters.<locals>.<lambda>(o)',
  run: (_ctx, o) => shortTypeName(o!),
});
