import { expect, test } from 'vitest';
import { parseYaml } from '../../src/yaml/load.ts';

test('a mapping that merges itself ends', () => {
  expect(parseYaml('a: &a {<<: *a, b: 1}')).toEqual(new Map([['a', new Map([['b', 1]])]]));
});

test('places in a line of wide text are counted in characters', () => {
  expect(() => parseYaml('a: ["\u{1f600}", "\u{1f600}", @]')).toThrow(
    expect.objectContaining({ position: expect.objectContaining({ line: 1, column: 15 }) }),
  );
});
