import { randomInt } from 'node:crypto';
import { chmodSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { makeDirs } from '../../config/make-dirs.ts';
import { defineLookup } from '../../template/define.ts';
import { expandUser } from '../../template/support/home.ts';
import { cryptPassword, implicitIdent, randomSalt, saltSizeOf } from '../../template/support/password.ts';
import { joinPath, normalPath, splitPath } from '../../template/support/paths.ts';
import { nativeText } from '../../template/support/py.ts';
import { pickerFor } from '../../template/support/random.ts';
import { keyValues } from '../../template/support/words.ts';
import { PyError, valueError } from '../../value/errors.ts';
import { memoryError } from '../../value/limits.ts';
import { asInt, parseInt10 } from '../../value/number.ts';
import { repr } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { lookupFailure } from '../support/files.ts';
import { locked } from '../support/lock.ts';
import { textTerm } from '../support/terms.ts';

const PARAMETERS = ['length', 'encrypt', 'chars', 'ident', 'seed'];
const MAX_LENGTH = 1_000_000;
const lower = 'abcdefghijklmnopqrstuvwxyz';
const digits = '0123456789';
const punctuation = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';
const whitespace = ' \t\n\r\x0b\x0c';
const letters = lower + lower.toUpperCase();

/** The constants of Python's string module, by which sets of characters are named. */
const sets: ReadonlyMap<string, string> = new Map([
  ['ascii_letters', letters],
  ['ascii_lowercase', lower],
  ['ascii_uppercase', lower.toUpperCase()],
  ['digits', digits],
  ['hexdigits', `${digits}abcdefABCDEF`],
  ['octdigits', '01234567'],
  ['punctuation', punctuation],
  ['whitespace', whitespace],
  ['printable', digits + letters + punctuation + whitespace],
]);

interface Request {
  readonly path: string;
  readonly length: number;
  readonly encrypt: string | undefined;
  readonly ident: string | undefined;
  readonly characters: string;
  readonly seed: Value;
}

/** A path (which may hold blanks) and `k=v` words behind it; keyword arguments fill in. */
function request(term: string, options: ReadonlyMap<string, Value>): Request {
  const blank = term.indexOf(' ');
  const { values, rest } = keyValues(blank < 0 ? '' : term.slice(blank + 1));
  let path = blank < 0 ? term : term.slice(0, blank);
  if (rest) path = `${path} ${rest}`;
  const unknown = [...values.keys()].filter((k) => !PARAMETERS.includes(k)).sort();
  if (unknown.length)
    throw lookupFailure(`Unrecognized parameter(s) given to password lookup: ${unknown.join(', ')}`);
  const lengthText: Value = values.get('length') ?? options.get('length')!;
  const length = asText(lengthText) === undefined ? asInt(lengthText) : parseInt10(asText(lengthText)!);
  if (length === undefined) throw valueError(`invalid literal for int() with base 10: ${repr(lengthText)}`);
  const chars = values.get('chars') ?? options.get('chars') ?? null;
  const encrypt = values.get('encrypt') ?? asText(options.get('encrypt') ?? null);
  return {
    path,
    length: Number(length),
    encrypt: encrypt || undefined,
    ident: (values.get('ident') ?? asText(options.get('ident') ?? null)) || undefined,
    characters: characterSet(characterNames(chars)),
    seed: values.get('seed') ?? options.get('seed') ?? null,
  };
}

/** `a,b,,`: names at commas; two commas stand for a comma itself. */
function characterNames(chars: Value): string[] {
  if (Array.isArray(chars)) return chars.map(nativeText);
  const text = asText(chars);
  if (!text) return ['ascii_letters', 'digits', '.,:-_'];
  const out = text.includes(',,') ? [','] : [];
  return [...out, ...text.replaceAll(',,', ',').split(',').filter(Boolean)];
}

const characterSet = (names: readonly string[]): string =>
  names
    .map((n) => sets.get(n) ?? n)
    .join('')
    .replace(/["']/g, '');

function randomPassword(length: number, characters: string, seed: Value): string {
  if (!characters) throw lookupFailure('password lookup: no characters to choose from');
  if (length > MAX_LENGTH) throw memoryError(`a password of more than ${MAX_LENGTH} characters`);
  const picker = truth(seed) ? pickerFor(seed) : undefined;
  const all = Array.from(characters);
  const pick = (): string => all[picker ? Number(picker.below(BigInt(all.length))) : randomInt(all.length)]!;
  return Array.from({ length }, pick).join('');
}

interface Stored {
  readonly password: string;
  readonly salt: string | undefined;
  readonly ident: string | undefined;
}

/** `password salt=... ident=...`, as Ansible keeps it. */
function parse(content: string): Stored {
  const m = /^([\s\S]*?)(?: salt=(\S*))?(?: ident=(\S*))?$/.exec(content)!;
  return { password: m[1]!, salt: m[2], ident: m[3] };
}

function stored(path: string): Stored | undefined {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (e) {
    const code = (e as NodeJS.ErrnoException).code;
    if (code === 'ENOENT') return undefined;
    if (code === 'EISDIR') throw new PyError('IsADirectoryError', `[Errno 21] Is a directory: b'${path}'`);
    throw e;
  }
  content = content.trimEnd();
  return content ? parse(content) : undefined;
}

/** Writes whole or not at all; the directory is private, and so is the file. */
function store(path: string, s: Stored): void {
  makeDirs(splitPath(path)[0], 0o700);
  const temporary = `${path}.${randomSalt(12).replaceAll('/', '_')}`;
  const tail = (s.salt ? ` salt=${s.salt}` : '') + (s.salt && s.ident ? ` ident=${s.ident}` : '');
  writeFileSync(temporary, `${s.password}${tail}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(temporary, 0o600);
  renameSync(temporary, path);
}

/** The password (or its hash) that is kept at `path`, or a new one. */
function answer(wanted: Request, path: string | undefined): string {
  const before = path === undefined ? undefined : stored(path);
  const password = before?.password ?? randomPassword(wanted.length, wanted.characters, wanted.seed);
  let { salt, ident } = before ?? { salt: undefined, ident: undefined };
  if (wanted.encrypt) {
    salt ||= randomSalt(saltSizeOf(wanted.encrypt));
    ident ||= wanted.ident ?? implicitIdent(wanted.encrypt);
  }
  if (path !== undefined && (!before || before.salt !== salt || before.ident !== ident))
    store(path, { password, salt, ident });
  return wanted.encrypt
    ? cryptPassword(password, wanted.encrypt, { salt: salt!, ident: ident ?? null })
    : password;
}

export default defineLookup({
  description:
    'A random password that is kept in a file of the control node, so that the next run gives it again.',
  options: {
    encrypt: {
      description: 'Hash for /etc/shadow: sha512_crypt, sha256_crypt, md5_crypt, bcrypt.',
      type: 'str',
    },
    ident: { description: 'Variant of bcrypt.', type: 'str' },
    chars: {
      description: "Sets of characters: names of Python's string module, or the characters themselves.",
      type: 'raw',
    },
    length: { description: 'Number of characters.', type: 'raw', default: 20 },
    seed: { description: 'Makes the password the same each time.', type: 'raw' },
  },
  run: (terms, options, ctx) =>
    terms.map((term) => {
      const wanted = request(textTerm(term, 'split'), options);
      const path = expandUser(wanted.path);
      const full = normalPath(path.startsWith('/') ? path : joinPath([ctx.baseDir, path]));
      const keep = full !== '/dev/null';
      return keep ? locked(full, () => answer(wanted, full)) : answer(wanted, undefined);
    }),
});
