import { valueError } from '../../value/errors.ts';

/** Hashids (https://hashids.org): short texts for lists of numbers, and back. */
const SEPARATORS = 'cfhistuCFHISTU';
const DEFAULT_ALPHABET = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890';

function reorder(text: string, salt: string): string {
  if (!salt) return text;
  const letters = Array.from(text);
  let index = 0;
  let sum = 0;
  for (let i = letters.length - 1; i > 0; i--) {
    const n = salt.codePointAt(index)!;
    sum += n;
    const j = (n + index + sum) % i;
    [letters[i], letters[j]] = [letters[j]!, letters[i]!];
    index = (index + 1) % salt.length;
  }
  return letters.join('');
}

/** An encoder for one salt. */
export class Hashids {
  private alphabet: string;
  private separators: string;
  private readonly guards: string;
  constructor(
    private readonly salt = '',
    private readonly minLength = 0,
    alphabet = DEFAULT_ALPHABET,
  ) {
    this.separators = Array.from(SEPARATORS)
      .filter((c) => alphabet.includes(c))
      .join('');
    this.alphabet = Array.from(new Set(alphabet))
      .filter((c) => !this.separators.includes(c))
      .join('');
    if (this.alphabet.length + this.separators.length < 16)
      throw valueError('Alphabet must contain at least 16 unique characters.');
    this.separators = reorder(this.separators, salt);
    const wanted = Math.ceil(this.alphabet.length / 3.5);
    if (!this.separators || this.alphabet.length / this.separators.length > 3.5) {
      const missing = (wanted === 1 ? 2 : wanted) - this.separators.length;
      if (missing > 0) {
        this.separators += this.alphabet.slice(0, missing);
        this.alphabet = this.alphabet.slice(missing);
      }
    }
    this.alphabet = reorder(this.alphabet, salt);
    const guards = Math.ceil(this.alphabet.length / 12);
    if (this.alphabet.length < 3) {
      this.guards = this.separators.slice(0, guards);
      this.separators = this.separators.slice(guards);
    } else {
      this.guards = this.alphabet.slice(0, guards);
      this.alphabet = this.alphabet.slice(guards);
    }
  }

  encode(numbers: readonly number[]): string {
    if (!numbers.length || numbers.some((n) => !Number.isSafeInteger(n) || n < 0)) return '';
    let alphabet = this.alphabet;
    const hash = numbers.reduce((s, n, i) => s + (n % (i + 100)), 0);
    const lottery = alphabet[hash % alphabet.length]!;
    let out = lottery;
    numbers.forEach((n, i) => {
      const salt = (lottery + this.salt + alphabet).slice(0, alphabet.length);
      alphabet = reorder(alphabet, salt);
      const last = digits(n, alphabet);
      out += last;
      out += this.separators[(n % (last.codePointAt(0)! + i)) % this.separators.length]!;
    });
    out = out.slice(0, -1);
    return out.length >= this.minLength ? out : this.padded(out, alphabet, hash);
  }

  private padded(text: string, alphabet: string, hash: number): string {
    let out = this.guards[(hash + text.codePointAt(0)!) % this.guards.length]! + text;
    if (out.length < this.minLength) out += this.guards[(hash + out.codePointAt(2)!) % this.guards.length]!;
    const half = Math.floor(alphabet.length / 2);
    while (out.length < this.minLength) {
      alphabet = reorder(alphabet, alphabet);
      out = alphabet.slice(half) + out + alphabet.slice(0, half);
      const excess = out.length - this.minLength;
      if (excess > 0) out = out.slice(Math.floor(excess / 2), Math.floor(excess / 2) + this.minLength);
    }
    return out;
  }

  decode(id: string): number[] {
    const split = (text: string, marks: string): string[] => {
      const out = [''];
      for (const c of text)
        if (marks.includes(c)) out.push('');
        else out[out.length - 1] += c;
      return out;
    };
    const parts = split(id, this.guards);
    const body = parts.length === 2 || parts.length === 3 ? parts[1]! : parts[0]!;
    if (!body) return [];
    const lottery = body[0]!;
    let alphabet = this.alphabet;
    const out: number[] = [];
    for (const part of split(body.slice(1), this.separators)) {
      alphabet = reorder(alphabet, (lottery + this.salt + alphabet).slice(0, alphabet.length));
      let n = 0;
      for (const c of part) {
        if (!alphabet.includes(c)) return [];
        n = n * alphabet.length + alphabet.indexOf(c);
      }
      out.push(n);
    }
    return this.encode(out) === id ? out : [];
  }
}

function digits(n: number, alphabet: string): string {
  let out = '';
  do {
    out = alphabet[n % alphabet.length]! + out;
    n = Math.floor(n / alphabet.length);
  } while (n > 0);
  return out;
}
