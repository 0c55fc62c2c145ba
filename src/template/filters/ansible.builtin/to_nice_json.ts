import { defineFilter } from '../../../jinja/define.ts';
import type { Dict } from '../../../value/types.ts';
import { dumpJson } from '../../support/json-filter.ts';

export default defineFilter({
  doc: 'A value as JSON text with line ends, indented by four, keys in order.',
  signature: 'to_nice_json(a, indent=4, sort_keys=True, *args, **kw)',
  run: (_ctx, a, indent, sortKeys, _args, kw) =>
    dumpJson(a!, kw as Dict, [
      ['indent', indent!],
      ['sort_keys', sortKeys!],
    ]),
});
