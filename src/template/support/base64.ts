import { PyError } from '../../value/errors.ts';

/** Python's base64.b64decode, which drops characters outside the alphabet, with its errors. */
export function decodeBase64(text: string): Buffer {
  const fail = (message: string): never => {
    throw new PyError('Error', message);
  };
  let digits = '';
  let pads = 0;
  for (const c of text) {
    if (c === '=') {
      if (digits.length % 4 >= 2 && ++pads + (digits.length % 4) >= 4) return Buffer.from(digits, 'base64');
    } else if (/[A-Za-z0-9+/]/.test(c)) {
      pads = 0;
      digits += c;
    }
  }
  if (digits.length % 4 === 1) {
    fail(
      `Invalid base64-encoded string: number of data characters (${digits.length}) cannot be 1 more than a multiple of 4`,
    );
  }
  if (digits.length % 4) fail('Incorrect padding');
  return Buffer.from(digits, 'base64');
}
