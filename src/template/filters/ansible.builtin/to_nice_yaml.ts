import { defineFilter } from '../../../jinja/define.ts';
import type { Dict } from '../../../value/types.ts';
import { toYaml } from '../../support/yaml-filter.ts';

export default defineFilter({
  doc: "A value as YAML in block style, indented by four; keyword arguments are those of PyYAML's dump.",
  signature: 'to_nice_yaml(a, indent=4, *args, **kw)',
  run: (_ctx, a, indent, _args, kw) =>
    toYaml('to_nice_yaml', a!, kw as Dict, [
      ['default_flow_style', false],
      ['indent', indent!],
    ]),
});
