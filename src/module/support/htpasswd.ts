import { createHash } from 'node:crypto';
import { bcrypt, bcryptSalt } from '../../template/support/bcrypt.ts';
import { desCrypt } from '../../template/support/des-crypt.ts';
import { md5CryptDigest } from '../../template/support/md5-crypt.ts';
import { randomSalt } from '../../template/support/password.ts';
import { shaCryptDigest } from '../../template/support/sha-crypt.ts';
import { ModuleFailure } from '../define.ts';

/** A way to hash passwords of Apache. */
interface Scheme {
  /** Whether a text is a hash of this kind. */
  readonly form: RegExp;
  make(password: Buffer): string;
  check(password: Buffer, hash: string): boolean;
}

/** A scheme whose hashes begin with a salt that makes them again. */
function salted(form: RegExp, salt: () => string, hash: (password: Buffer, salt: string) => string): Scheme {
  return {
    form,
    make: (password) => hash(password, salt()),
    check: (password, known) => hash(password, known) === known,
  };
}

const md5 = (magic: string): Scheme =>
  salted(
    new RegExp(`^\\${magic.replace(/\$$/, '')}\\$[^$]{0,8}\\$[./0-9A-Za-z]{22}$`),
    () => `${magic}${randomSalt(8)}$`,
    (password, text) => {
      const salt = text.slice(magic.length).split('$')[0] ?? '';
      return `${magic}${salt}$${md5CryptDigest(password, Buffer.from(salt), magic)}`;
    },
  );

const sha = (id: 5 | 6, algorithm: 'sha256' | 'sha512', rounds: number): Scheme =>
  salted(
    new RegExp(`^\\$${id}\\$(?:rounds=\\d+\\$)?[^$]{0,16}\\$[./0-9A-Za-z]+$`),
    () => `$${id}$rounds=${rounds}$${randomSalt(16)}$`,
    (password, text) => {
      const m = /^\$\d\$(?:rounds=(\d+)\$)?([^$]*)/.exec(text);
      const [given, salt] = [m?.[1], m?.[2] ?? ''];
      const n = given === undefined ? 5000 : Number(given);
      if (n > 3_000_000) throw new ModuleFailure(`a hash of ${n} rounds is refused: more than 3000000`);
      const digest = shaCryptDigest(algorithm, password, Buffer.from(salt), n);
      return `$${id}$${given === undefined ? '' : `rounds=${given}$`}${salt}$${digest}`;
    },
  );

const schemes: Readonly<Record<string, Scheme>> = {
  apr_md5_crypt: md5('$apr1$'),
  md5_crypt: md5('$1$'),
  sha256_crypt: sha(5, 'sha256', 535_000),
  sha512_crypt: sha(6, 'sha512', 656_000),
  bcrypt: salted(
    /^\$2[aby]\$\d\d\$[./0-9A-Za-z]{53}$/,
    () => `$2b$12$${bcryptSalt()}`,
    (password, text) => {
      const [, ident = '2b', cost = '12', rest = ''] = text.split('$');
      if (Number(cost) > 16) throw new ModuleFailure(`a hash of ${cost} rounds is refused: more than 16`);
      return bcrypt(password, rest.slice(0, 22), Number(cost), ident) ?? '';
    },
  ),
  ldap_sha1: salted(
    /^\{SHA\}[+/0-9A-Za-z]{27}=$/,
    () => '',
    (password) => `{SHA}${createHash('sha1').update(password).digest('base64')}`,
  ),
  des_crypt: salted(
    /^[./0-9A-Za-z]{13}$/,
    () => randomSalt(2),
    (password, text) => desCrypt(password, text.slice(0, 2)),
  ),
  // last: any text has its form
  plaintext: {
    form: /^/,
    make: (password) => password.toString(),
    check: (password, known) => password.toString() === known,
  },
};

/** The schemes that Apache always knows. */
const ofApache = ['apr_md5_crypt', 'des_crypt', 'ldap_sha1', 'plaintext'];

function schemeOf(name: string): Scheme {
  const s = Object.hasOwn(schemes, name) ? schemes[name] : undefined;
  if (s === undefined)
    throw new ModuleFailure(
      `crypt_scheme '${name}' is not known here: one of ${Object.keys(schemes).join(', ')} is`,
    );
  return s;
}

/** A new hash of a password. */
export const hashPassword = (scheme: string, password: string): string =>
  schemeOf(scheme).make(Buffer.from(password));

/** Whether a password is the one of a hash, read as a hash of the scheme or of one that Apache always knows. */
export function samePassword(scheme: string, password: string, hash: string): boolean {
  schemeOf(scheme);
  const known = ofApache.includes(scheme) ? Object.keys(schemes) : [scheme, ...ofApache];
  const found = Object.entries(schemes).find(([n, s]) => known.includes(n) && s.form.test(hash));
  return found?.[1].check(Buffer.from(password), hash) ?? false;
}

/** A file of `user:hash` lines, comments and order kept; of a name that stands twice the first counts. */
export class HtpasswdFile {
  readonly #lines: Array<string | { readonly user: string; hash: string }> = [];
  constructor(text: string) {
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    for (const [i, line] of lines.entries()) {
      if (line.trim() === '' || line.trimStart().startsWith('#')) {
        this.#lines.push(`${line}\n`);
        continue;
      }
      const fields = line.trimEnd().split(':');
      if (fields.length !== 2)
        throw new ModuleFailure(`malformed htpasswd file (error reading line ${i + 1})`);
      const [user = '', hash = ''] = fields;
      this.#lines.push(this.hash(user) === undefined ? { user, hash } : `${line}\n`);
    }
  }
  #find(user: string) {
    return this.#lines.find(
      (l): l is { readonly user: string; hash: string } => typeof l !== 'string' && l.user === user,
    );
  }
  hash(user: string): string | undefined {
    return this.#find(user)?.hash;
  }
  set(user: string, hash: string): void {
    const line = this.#find(user);
    if (line === undefined) this.#lines.push({ user, hash });
    else line.hash = hash;
  }
  delete(user: string): void {
    const at = this.#lines.findIndex((l) => typeof l !== 'string' && l.user === user);
    if (at >= 0) this.#lines.splice(at, 1);
  }
  get text(): string {
    return this.#lines.map((l) => (typeof l === 'string' ? l : `${l.user}:${l.hash}\n`)).join('');
  }
}
