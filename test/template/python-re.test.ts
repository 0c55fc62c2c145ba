import { expect, it } from 'vitest';
import { escapeRegex, pythonRegex } from '../../src/template/support/python-re.ts';

it('takes every escaped sign, in a set and outside, as Python does', () => {
  for (let code = 32; code < 127; code++) {
    const c = String.fromCharCode(code);
    if (/[A-Za-z0-9]/.test(c)) continue;
    for (const pattern of [`a\\${c}`, `a[\\${c}]`, `a${escapeRegex(c)}`, `(?i)a\\${c}`])
      expect([pattern, pythonRegex(pattern).match(`a${c}`)?.end]).toEqual([pattern, 2]);
  }
});
