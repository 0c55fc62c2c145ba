import { defineFilter } from '../../../jinja/define.ts';
import { equal } from '../../../value/compare.ts';
import { asText } from '../../../value/text.ts';

export default defineFilter({
  doc: 'True for yes, on, true, 1 in any case; a boolean or None as it is; False for anything else.',
  signature: 'to_bool(a)',
  run(_ctx, a) {
    if (a === null || typeof a === 'boolean') return a;
    const text = asText(a!);
    if (text !== undefined) return ['yes', 'on', '1', 'true'].includes(text.toLowerCase());
    return equal(a!, 1);
  },
});
