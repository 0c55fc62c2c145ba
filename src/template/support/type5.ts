import { call } from '../../value/callable.ts';
import { getAttribute } from '../../value/protocol.ts';
import { asText } from '../../value/text.ts';
import { shortTypeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
import { isUndefined } from '../../value/undefined.ts';
import { filterError } from '../errors.ts';
import { cryptPassword, randomSalt } from './password.ts';
import { nativeText } from './py.ts';

const SALT = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789./';

/** The salt of a hash `$1$salt$...`. */
export function saltOf(password: Value): string {
  if (isUndefined(password)) password.fail();
  const parts = call(getAttribute(password, 'split'), ['$']) as Value[];
  if (parts.length !== 4)
    throw filterError(`Could not parse salt out password correctly from ${nativeText(password)}`);
  return nativeText(parts[2]!);
}

/** The hash of a password that IOS calls type 5 (md5_crypt), with a salt of four characters unless one is given. */
export function typeFive(password: Value, salt: Value): string {
  const text = asText(password);
  if (text === undefined)
    throw filterError(
      `type5_pw password input should be a string, but was given a input of ${shortTypeName(password)}`,
    );
  const given = asText(salt);
  if (salt !== null && given === undefined)
    throw filterError(
      `type5_pw salt input should be a string, but was given a input of ${shortTypeName(salt)}`,
    );
  if (given && ![...given].every((c) => SALT.includes(c)))
    throw filterError(`type5_pw salt used inproper characters, must be one of ${SALT}`);
  return cryptPassword(text, 'md5_crypt', { salt: given || randomSalt(4), ident: null });
}
