import { defineFilter } from '../../../jinja/define.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { toYaml } from '../../support/yaml-filter.ts';

export default defineFilter({
  doc: "A value as YAML, flow style for the innermost; keyword arguments are those of PyYAML's dump.",
  signature: 'to_yaml(a, *args, **kw)',
  run: (_ctx, a, _args, kw) =>
    toYaml('to_yaml', a!, new Map<Value, Value>([['default_flow_style', null], ...(kw as Dict)]), []),
});
