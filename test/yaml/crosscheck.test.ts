import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { fromPlain, type Plain } from '../../src/value/plain.ts';
import { PyFloat, type Value } from '../../src/value/types.ts';
import { dumpYaml } from '../../src/yaml/dump.ts';
import { parseYaml } from '../../src/yaml/load.ts';

/** JavaScript data of a Value that holds only what JSON has. */
function plain(v: Value): unknown {
  if (v instanceof PyFloat) return v.value;
  if (Array.isArray(v)) return v.map(plain);
  if (v instanceof Map) return Object.fromEntries([...v].map(([k, x]) => [String(k), plain(x)]));
  return v;
}

// keys that no YAML 1.1 reader takes for anything but text
const key = fc
  .string({ minLength: 1, maxLength: 8 })
  .filter((s) => /^[a-z]+$/.test(s) && !/^(?:y|n|yes|no|on|off|true|false|null)$/.test(s));
// where the two readers of YAML 1.1 differ on purpose: PyYAML takes `y` and `n` for text, and refuses a bare `=`
const apart = /^(?:[yYnN=]|<<|~|[-+.:\d_,eE]+)$/;
const text = fc.string({ maxLength: 20, unit: 'grapheme-ascii' }).filter((s) => !apart.test(s.trim()));
const leaf = fc.oneof(fc.boolean(), fc.constant(null), fc.integer(), text);
const { value } = fc.letrec((tie) => ({
  value: fc.oneof(
    { depthSize: 'small' },
    leaf,
    fc.array(tie('value'), { maxLength: 4 }),
    fc.dictionary(key, tie('value'), { maxKeys: 4 }),
  ),
}));

describe('against the package yaml, an independent reader and writer', () => {
  test('it reads what we write', () => {
    fc.assert(
      fc.property(value, (data) => {
        const text = dumpYaml(fromPlain(data as Plain), {});
        expect(parse(text, { version: '1.1' })).toEqual(data);
      }),
      { numRuns: 300, seed: 42 },
    );
  });

  test('we read what it writes', () => {
    fc.assert(
      fc.property(value, (data) => {
        const text = stringify(data, { version: '1.1' });
        expect(plain(parseYaml(text))).toEqual(data);
      }),
      { numRuns: 300, seed: 42 },
    );
  });
});
