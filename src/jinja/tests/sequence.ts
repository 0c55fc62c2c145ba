import { PyBytes, PyRange } from '../../value/containers.ts';
import { isDict } from '../../value/dict.ts';
import { isText } from '../../value/text.ts';
import { Undefined } from '../../value/undefined.ts';
import { defineTest } from '../define.ts';

export default defineTest({
  doc: 'Whether the value has a length and items.',
  signature: 'test_sequence(value)',
  run: (_ctx, v) => {
    if (Array.isArray(v) || isText(v!) || isDict(v!)) return true;
    if (v instanceof Undefined) return !v.isStrict;
    return v instanceof PyRange || v instanceof PyBytes;
  },
});
