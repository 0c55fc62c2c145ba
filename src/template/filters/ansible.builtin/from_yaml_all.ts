import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { fromYamlAll } from '../../support/yaml-filter.ts';

export default defineFilter({
  doc: 'The values of the documents of a YAML text; what is no text stays as it is.',
  signature: 'from_yaml_all(data)',
  run(_ctx, data) {
    const text = asText(data!);
    return text === undefined ? data! : fromYamlAll(text);
  },
});
