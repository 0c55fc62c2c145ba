import { defineFilter } from '../../../jinja/define.ts';
import { attributeError, indexError, valueError } from '../../../value/errors.ts';
import { parseInt10 } from '../../../value/number.ts';
import { given } from '../../support/ip/given.ts';
import { repr, str } from '../../support/py.ts';

export default defineFilter({
  doc: 'An IPv4 address in hexadecimal.',
  signature: "_ip4_hex(arg, delimiter='')",
  run(_ctx, arg, delimiter) {
    if (arg === null) throw attributeError("'NoneType' object has no attribute 'split'");
    const numbers = given(arg!)
      .split('.')
      .map((word) => {
        const n = parseInt10(word);
        if (n === undefined) throw valueError(`invalid literal for int() with base 10: ${repr(word)}`);
        return n;
      });
    if (numbers.length < 4)
      throw indexError(`Replacement index ${numbers.length} out of range for positional args tuple`);
    // Numbers are not checked: 256 becomes 100.
    const hex = (n: number | bigint): string =>
      n < 0 ? `-${(-n).toString(16)}` : n.toString(16).padStart(2, '0');
    return numbers.slice(0, 4).map(hex).join(str(delimiter!));
  },
});
