import { expect, it } from 'vitest';
import { fnmatchRegex } from '../../src/value/fnmatch.ts';

const names = [
  '',
  'a',
  'ac',
  'bc',
  'cc',
  ']',
  'x',
  '[a',
  '^',
  'a.b',
  'axb',
  'a\\b',
  'x-y/z',
  '[',
  '\\',
  'foo.c',
  'foo.h',
  '{a}',
  'éx',
  'z',
  'a\nb',
];

/** Which of the names each pattern takes: what Python 3.11's fnmatch.fnmatchcase said of them. */
const taken: Readonly<Record<string, readonly string[]>> = {
  '*': names,
  '?': ['a', ']', 'x', '^', '[', '\\', 'z'],
  'a*': ['a', 'ac', 'a.b', 'axb', 'a\\b', 'a\nb'],
  '[ab]c': ['ac', 'bc'],
  '[!ab]c': ['cc'],
  '[]x]': [']', 'x'],
  '[!]x]': ['a', '^', '[', '\\', 'z'],
  '[a': ['[a'],
  '[^a]': ['a', '^'],
  'a.b': ['a.b'],
  '[z-a]': [],
  '[a-c]*': ['a', 'ac', 'bc', 'cc', 'a.b', 'axb', 'a\\b', 'a\nb'],
  'a\\b': ['a\\b'],
  'x-y/z': ['x-y/z'],
  '[[]': ['['],
  '[a\\]': ['a', '\\'],
  '': [''],
  '*.[ch]': ['foo.c', 'foo.h'],
  '{a}': ['{a}'],
  'é?': ['éx'],
};

it.each(Object.entries(taken))('fnmatch %j', (pattern, wanted) => {
  const test = fnmatchRegex(pattern);
  expect(names.filter((name) => test.test(name))).toEqual(wanted);
});
