// The oldest hash of crypt(3): DES as FIPS 46-3 has it, 25 times over a block of zeros, the expansion twisted by a salt.

// prettier-ignore
const initial = [
  58, 50, 42, 34, 26, 18, 10, 2, 60, 52, 44, 36, 28, 20, 12, 4, 62, 54, 46, 38, 30, 22, 14, 6, 64, 56, 48, 40,
  32, 24, 16, 8, 57, 49, 41, 33, 25, 17, 9, 1, 59, 51, 43, 35, 27, 19, 11, 3, 61, 53, 45, 37, 29, 21, 13, 5,
  63, 55, 47, 39, 31, 23, 15, 7,
];
const final = [
  40, 8, 48, 16, 56, 24, 64, 32, 39, 7, 47, 15, 55, 23, 63, 31, 38, 6, 46, 14, 54, 22, 62, 30, 37, 5, 45, 13,
  53, 21, 61, 29, 36, 4, 44, 12, 52, 20, 60, 28, 35, 3, 43, 11, 51, 19, 59, 27, 34, 2, 42, 10, 50, 18, 58, 26,
  33, 1, 41, 9, 49, 17, 57, 25,
];
const expansion = [
  32, 1, 2, 3, 4, 5, 4, 5, 6, 7, 8, 9, 8, 9, 10, 11, 12, 13, 12, 13, 14, 15, 16, 17, 16, 17, 18, 19, 20, 21,
  20, 21, 22, 23, 24, 25, 24, 25, 26, 27, 28, 29, 28, 29, 30, 31, 32, 1,
];
const permutation = [
  16, 7, 20, 21, 29, 12, 28, 17, 1, 15, 23, 26, 5, 18, 31, 10, 2, 8, 24, 14, 32, 27, 3, 9, 19, 13, 30, 6, 22,
  11, 4, 25,
];
const choice1 = [
  57, 49, 41, 33, 25, 17, 9, 1, 58, 50, 42, 34, 26, 18, 10, 2, 59, 51, 43, 35, 27, 19, 11, 3, 60, 52, 44, 36,
  63, 55, 47, 39, 31, 23, 15, 7, 62, 54, 46, 38, 30, 22, 14, 6, 61, 53, 45, 37, 29, 21, 13, 5, 28, 20, 12, 4,
];
const choice2 = [
  14, 17, 11, 24, 1, 5, 3, 28, 15, 6, 21, 10, 23, 19, 12, 4, 26, 8, 16, 7, 27, 20, 13, 2, 41, 52, 31, 37, 47,
  55, 30, 40, 51, 45, 33, 48, 44, 49, 39, 56, 34, 53, 46, 42, 50, 36, 29, 32,
];
const shifts = [1, 1, 2, 2, 2, 2, 2, 2, 1, 2, 2, 2, 2, 2, 2, 1];
// each box: 4 rows of 16, a hexadecimal digit a value
const boxes = [
  'e4d12fb83a6c5907 0f74e2d1a6cb9538 41e8d62bfc973a50 fc8249175b3ea06d',
  'f18e6b34972dc05a 3d47f28ec01a69b5 0e7ba4d158c6932f d8a13f42b67c05e9',
  'a09e63f51dc7b428 d709346a285ecbf1 d6498f30b12c5ae7 1ad069874fe3b52c',
  '7de3069a1285bc4f d8b56f03472c1ae9 a690cb7df13e5284 3f06a1d8945bc72e',
  '2c417ab6853fd0e9 eb2c47d150fa3986 421bad78f9c5630e b8c71e2d6f09a453',
  'c1af92680d34e75b af427c9561de0b38 9ef528c3704a1db6 432c95fabe17608d',
  '4b2ef08d3c975a61 d0b7491ae35c2f86 14bdc37eaf680592 6bd814a7950fe23c',
  'd2846fb1a93e50c7 1fd8a374c56b0e92 7b419ce206adf358 21e74a8dfc90356b',
];

const digits = './0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';

const permute = (bits: readonly number[], table: readonly number[]): number[] =>
  table.map((i) => bits[i - 1]!);

/**
 * crypt(3) of a password by DES: the two characters of salt and eleven of hash. Only the first 8 bytes of the password
 * count, and of those 7 bits.
 */
export function desCrypt(password: Uint8Array, salt: string): string {
  const rows = boxes.map((b) => [...b.replaceAll(' ', '')].map((d) => Number.parseInt(d, 16)));
  const key: number[] = [];
  for (let i = 0; i < 8; i++) {
    const byte = (password[i] ?? 0) & 0x7f;
    for (let b = 6; b >= 0; b--) key.push((byte >> b) & 1);
    key.push(0);
  }
  let halves = permute(key, choice1);
  const keys = shifts.map((n) => {
    const [c, d] = [halves.slice(0, 28), halves.slice(28)];
    halves = [...c.slice(n), ...c.slice(0, n), ...d.slice(n), ...d.slice(0, n)];
    return permute(halves, choice2);
  });
  // a bit of the salt swaps two bits of the expansion, 24 places apart
  const twisted = [...expansion];
  [0, 1].forEach((c) => {
    const value = Math.max(0, digits.indexOf(salt[c] ?? '.'));
    for (let b = 0; b < 6; b++) {
      if (((value >> b) & 1) === 0) continue;
      const i = 6 * c + b;
      [twisted[i], twisted[i + 24]] = [twisted[i + 24]!, twisted[i]!];
    }
  });
  let block: number[] = new Array(64).fill(0);
  for (let round = 0; round < 25; round++) {
    const bits = permute(block, initial);
    let left = bits.slice(0, 32);
    let right = bits.slice(32);
    for (const k of keys) {
      const mixed = permute(right, twisted).map((bit, i) => bit ^ k[i]!);
      const out: number[] = [];
      for (let s = 0; s < 8; s++) {
        const six = mixed.slice(6 * s, 6 * s + 6);
        const row = six[0]! * 2 + six[5]!;
        const column = six[1]! * 8 + six[2]! * 4 + six[3]! * 2 + six[4]!;
        const value = rows[s]![row * 16 + column]!;
        out.push((value >> 3) & 1, (value >> 2) & 1, (value >> 1) & 1, value & 1);
      }
      const next = permute(out, permutation).map((bit, i) => bit ^ left[i]!);
      left = right;
      right = next;
    }
    block = permute([...right, ...left], final);
  }
  const bits = [...block, 0, 0];
  let text = '';
  for (let i = 0; i < 66; i += 6) text += digits[Number.parseInt(bits.slice(i, i + 6).join(''), 2)];
  return salt.slice(0, 2) + text;
}
