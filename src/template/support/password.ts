import { randomInt } from 'node:crypto';
import { typeError, valueError } from '../../value/errors.ts';
import { asInt } from '../../value/number.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import { typeName } from '../../value/type-name.ts';
import { PyFloat, type Value } from '../../value/types.ts';
import { ansibleError } from '../errors.ts';
import { bcrypt } from './bcrypt.ts';
import { md5CryptDigest } from './md5-crypt.ts';
import { shaCryptDigest } from './sha-crypt.ts';

/** Bounds that keep a hash below some ten seconds; those of crypt(3) allow hours. */
const MAX_SHA_ROUNDS = 3_000_000;
const MAX_BCRYPT_ROUNDS = 16;
/** Bytes of the password times rounds. */
const MAX_HASHED = 2_000_000_000;

interface Scheme {
  readonly id: string;
  readonly saltSize: number;
  readonly exactSalt?: boolean;
}

const schemes: Readonly<Record<string, Scheme>> = {
  md5_crypt: { id: '1', saltSize: 8 },
  bcrypt: { id: '2b', saltSize: 22, exactSalt: true },
  sha256_crypt: { id: '5', saltSize: 16 },
  sha512_crypt: { id: '6', saltSize: 16 },
};

const SALT_CHARACTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./';

/** A random salt of `length` characters. */
export const randomSalt = (length: number): string =>
  Array.from({ length }, () => SALT_CHARACTERS[randomInt(SALT_CHARACTERS.length)]!).join('');

/** Characters that a salt of this scheme has. Throws for an unknown scheme. */
export function saltSizeOf(scheme: string): number {
  const s = schemes[scheme];
  if (!s) throw ansibleError(`crypt.crypt does not support '${scheme}' algorithm`);
  return s.saltSize;
}

/** The ident that a scheme has without being asked (bcrypt's "2b"); undefined for the others. */
export const implicitIdent = (scheme: string): string | undefined => (scheme === 'bcrypt' ? '2b' : undefined);

/**
 * A password as Unix crypt has it (`$6$salt$hash`).
 * @param scheme md5_crypt, bcrypt, sha256_crypt or sha512_crypt
 * @throws AnsibleError inside a template for a bad salt, an unknown scheme, rounds out of range
 */
export function cryptPassword(
  password: Value,
  scheme: string,
  options: {
    readonly salt?: Value;
    readonly saltSize?: Value;
    readonly rounds?: Value;
    readonly ident?: Value;
  } = {},
): string {
  const s = schemes[scheme];
  if (!s) throw ansibleError(`crypt.crypt does not support '${scheme}' algorithm`);
  const secret = asText(password);
  if (options.salt !== undefined && options.salt !== null && asText(options.salt) === undefined) {
    throw typeError(`expected string or bytes-like object, got '${typeName(options.salt)}'`);
  }
  const salt = checkedSalt(
    s,
    asText(options.salt ?? '') ?? '',
    saltLength(options.saltSize ?? null, s.saltSize),
  );
  if (secret === undefined)
    throw typeError(`crypt() argument 1 must be str, not ${password === null ? 'None' : typeName(password)}`);
  const text = Buffer.from(secret, 'utf8');
  const rounds = roundsOf(options.rounds ?? null);
  if (scheme === 'bcrypt') {
    if (rounds !== undefined && rounds > MAX_BCRYPT_ROUNDS && rounds <= 31)
      throw ansibleError(
        `bcrypt with ${rounds} rounds would take too long: at most ${MAX_BCRYPT_ROUNDS} are done here`,
      );
    const out = bcrypt(text, salt, Number(rounds ?? 12), asText(options.ident ?? '') || s.id);
    if (out === undefined)
      throw ansibleError('bcrypt takes 4 to 31 rounds and a salt of 22 characters of its alphabet');
    return out;
  }
  if (text.length * Number(rounds ?? 5000) > MAX_HASHED)
    throw ansibleError('the hash of so long a password with so many rounds would take too long');
  if (scheme === 'md5_crypt') return `$1$${salt}$${md5CryptDigest(text, Buffer.from(salt))}`;
  if (rounds !== undefined && (rounds < 1000 || rounds > 999_999_999)) {
    throw valueError(`rounds must be between 1000 and 999999999, not ${rounds}`);
  }
  if (rounds !== undefined && rounds > MAX_SHA_ROUNDS)
    throw ansibleError(
      `${scheme} with ${rounds} rounds would take too long: at most ${MAX_SHA_ROUNDS} are done here`,
    );
  const digest = shaCryptDigest(
    s.id === '5' ? 'sha256' : 'sha512',
    text,
    Buffer.from(salt),
    Number(rounds ?? 5000),
  );
  return `$${s.id}$${rounds === undefined ? '' : `rounds=${rounds}$`}${salt}$${digest}`;
}

/** An integer as Python's crypt takes it; the default for whatever counts as false. */
function saltLength(value: Value, fallback: number): number {
  if (!truth(value)) return fallback;
  const size = asInt(value);
  if (size === undefined || asText(value) !== undefined || value instanceof PyFloat)
    throw typeError(`'${typeName(value)}' object cannot be interpreted as an integer`);
  return Number(size);
}

function roundsOf(value: Value): ReturnType<typeof asInt> {
  if (!truth(value)) return undefined;
  const rounds = value instanceof PyFloat ? Math.trunc(value.value) : asInt(value);
  if (rounds === undefined || asText(value) !== undefined)
    throw typeError(`%d format: a real number is required, not ${typeName(value)}`);
  return rounds;
}

function checkedSalt(s: Scheme, given: string, size: number): string {
  const salt = given || randomSalt(s.exactSalt ? s.saltSize : size);
  if (!/^[A-Za-z0-9./]*$/.test(salt)) throw ansibleError('invalid characters in salt');
  if (s.exactSalt ? salt.length !== s.saltSize : salt.length > s.saltSize)
    throw ansibleError('invalid salt size');
  return salt;
}
