/** Sizes with unit letters, as Ansible reads and prints them: powers of 1024. */
export const SIZE_LIMITS: ReadonlyArray<readonly [string, number]> = [
  ['Y', 2 ** 80],
  ['Z', 2 ** 70],
  ['E', 2 ** 60],
  ['P', 2 ** 50],
  ['T', 2 ** 40],
  ['G', 2 ** 30],
  ['M', 2 ** 20],
  ['K', 2 ** 10],
  ['B', 1],
];

/** "1.50 KB"; with `unit` in that unit. */
export function humanSize(size: number, bits: boolean, unit: string | null): string {
  const base = bits ? 'bits' : 'Bytes';
  const [letter, limit] =
    SIZE_LIMITS.find(([l, n]) => (unit === null ? size >= n : unit.toUpperCase() === l)) ??
    SIZE_LIMITS.at(-1)!;
  return `${(size / limit).toFixed(2)} ${limit === 1 ? base : letter + base[0]}`;
}

/**
 * The number of bytes (or bits) that a text such as "1.5G" or "10 MB" names, undefined where it names none. What
 * follows number and unit does not count.
 */
export function sizeFromHuman(text: string, defaultUnit: string | null, bits: boolean): number | undefined {
  const m = /^\s*([0-9]*\.?[0-9]*)\s*([A-Za-z]+)?/.exec(text)!;
  if (!/[0-9]/.test(m[1]!)) return undefined;
  const number = Number(m[1]);
  const unit = m[2] ?? defaultUnit;
  if (unit === null) return roundEven(number);
  const limit = SIZE_LIMITS.find(([l]) => l === unit[0]?.toUpperCase())?.[1];
  if (limit === undefined) return undefined;
  // A longer unit names its class: the word somewhere in it, or the letter in the second place.
  const [letter, name] = bits ? ['b', 'bit'] : ['B', 'byte'];
  if (unit.length > 1 && !unit.toLowerCase().includes(name!) && unit[1] !== letter) return undefined;
  return roundEven(number * limit);
}

function roundEven(n: number): number {
  const floor = Math.floor(n);
  const rest = n - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2) ? floor + 1 : floor;
}
