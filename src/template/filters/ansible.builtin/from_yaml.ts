import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { fromYaml } from '../../support/yaml-filter.ts';

export default defineFilter({
  doc: 'The value of a YAML text; what is no text stays as it is.',
  signature: 'from_yaml(data)',
  run(_ctx, data) {
    const text = asText(data!);
    return text === undefined ? data! : fromYaml(text);
  },
});
