import { defineFilter } from '../../../jinja/define.ts';
import { PyBytes } from '../../../value/containers.ts';
import { asText } from '../../../value/text.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { classRepr, filterError } from '../../errors.ts';
import { nativeText, repr } from '../../support/py.ts';

export default defineFilter({
  doc: 'CRC-32 of a text, in hexadecimal.',
  signature: 'crc32s(value)',
  run(_ctx, value) {
    if (isUndefined(value!)) return value.fail();
    const text = value instanceof PyBytes ? nativeText(value) : asText(value!);
    if (text === undefined)
      throw filterError(`Invalid value type (${classRepr(value!)}) for crc32 (${repr(value!)})`);
    let crc = 0xffffffff;
    for (const byte of Buffer.from(text)) {
      crc ^= byte;
      for (let i = 0; i < 8; i++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    }
    return ((crc ^ 0xffffffff) >>> 0).toString(16);
  },
});
