import {
  createCipheriv,
  createDecipheriv,
  createHmac,
  pbkdf2Sync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import { AnsibleError, type ErrorDetails } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';

/** A password under a vault id. */
export interface VaultSecret {
  readonly id: string;
  readonly password: Buffer;
}

const HEADER = '$ANSIBLE_VAULT';
const ITERATIONS = 10000;
const fail = (message: string): AnsibleError => new AnsibleError(message, { kind: 'vault' });

/** A vault whose text is damaged. */
export class VaultFormatError extends AnsibleError {
  constructor(message: string, details: ErrorDetails = {}) {
    super(message, { kind: 'vault', ...details });
  }
}

/** Whether data is a vault, whole: its first bytes say so. */
export function isVault(data: Buffer | string): boolean {
  return typeof data === 'string'
    ? data.startsWith(HEADER)
    : data.length >= HEADER.length && data.subarray(0, HEADER.length).toString('latin1') === HEADER;
}

interface Envelope {
  readonly version: string;
  readonly cipher: string;
  readonly id: string;
  readonly body: string;
}

/** Takes a vault's header line off. Throws (kind vault) for what is no vault. */
export function parseEnvelope(text: string, defaultId = 'default'): Envelope {
  const lines = text.trimStart().split(/\r\n|\n|\r/);
  const header = lines[0]!.trim().split(';');
  if (header.length < 3) throw fail('Vault envelope format error: list index out of range');
  const version = header[1]!.trim();
  const cipher = header[2]!.trim();
  const id = version === '1.2' && header.length >= 4 ? header[3]!.trim() : defaultId;
  return {
    version,
    cipher,
    id,
    body: lines
      .slice(1)
      .map((l) => l.trim())
      .join(''),
  };
}

/** Keeps the secrets of a run; decrypts with the one that fits and encrypts with the one that is named. */
export class Vault {
  readonly secrets: readonly VaultSecret[];
  readonly #matchId: boolean;
  /** Deriving a key takes milliseconds; every value of one file has a salt of its own, but files are read twice. */
  readonly #keys = new Map<string, Buffer>();

  constructor(secrets: readonly VaultSecret[] = [], options: { matchId?: boolean } = {}) {
    this.secrets = secrets;
    this.#matchId = options.matchId ?? false;
  }

  #derive(password: Buffer, salt: Buffer): { cipher: Buffer; hmac: Buffer; iv: Buffer } {
    const name = `${password.toString('hex')}:${salt.toString('hex')}`;
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = pbkdf2Sync(password, salt, ITERATIONS, 80, 'sha256');
      this.#keys.set(name, key);
    }
    return { cipher: key.subarray(0, 32), hmac: key.subarray(32, 64), iv: key.subarray(64, 80) };
  }

  /** Plain bytes of a vault. Throws AnsibleError (kind vault) with Ansible's text where no secret fits. */
  decrypt(data: Buffer | string, file?: string): Buffer {
    const text = typeof data === 'string' ? data : data.toString('latin1');
    const where = file === undefined ? '' : ` on ${file}`;
    if (this.secrets.length === 0) throw fail('Attempting to decrypt but no vault secrets found');
    if (!isVault(text.trimStart())) {
      throw fail(
        `input is not vault encrypted data. ${file === undefined ? '' : `${file} is not a vault encrypted file`}`,
      );
    }
    const envelope = parseEnvelope(text);
    if (envelope.cipher !== 'AES256') throw fail(`${envelope.cipher} cipher could not be found`);
    const { salt, mac, cipherText } = unpackOf(envelope.body, file);
    for (const secret of this.#order(envelope.id)) {
      const key = this.#derive(secret.password, salt);
      const expected = createHmac('sha256', key.hmac).update(cipherText).digest();
      if (expected.length !== mac.length || !timingSafeEqual(expected, mac)) continue;
      return openBox(key.cipher, key.iv, cipherText);
    }
    throw fail(`Decryption failed (no vault secrets were found that could decrypt)${where}`);
  }

  /** Secrets of the wanted id first; with DEFAULT_VAULT_ID_MATCH only those. */
  #order(id: string): VaultSecret[] {
    const same = this.secrets.filter((s) => s.id === id);
    return this.#matchId ? same : [...same, ...this.secrets.filter((s) => s.id !== id)];
  }

  decryptText(data: string): string {
    return this.decrypt(data).toString('utf8');
  }

  /** A vault of the bytes: format 1.2 where an id other than default is given, else 1.1. */
  encrypt(plain: Buffer | string, id?: string, salt: Buffer = randomBytes(32)): string {
    const secret = id === undefined ? this.secrets[0] : this.secrets.find((s) => s.id === id);
    if (secret === undefined)
      throw fail(
        id === undefined
          ? 'A vault password must be specified to encrypt data'
          : `Did not find a match for --encrypt-vault-id=${id} in the known vault-ids ${pyList(this.secrets.map((s) => s.id))}`,
      );
    const data = typeof plain === 'string' ? Buffer.from(plain, 'utf8') : plain;
    if (isVault(data)) throw fail('input is already encrypted');
    const key = this.#derive(secret.password, salt);
    const cipher = createCipheriv('aes-256-ctr', key.cipher, key.iv);
    const pad = 16 - (data.length % 16);
    const cipherText = Buffer.concat([
      cipher.update(Buffer.concat([data, Buffer.alloc(pad, pad)])),
      cipher.final(),
    ]);
    const mac = createHmac('sha256', key.hmac).update(cipherText).digest('hex');
    const inner = Buffer.from(
      [salt.toString('hex'), mac, cipherText.toString('hex')].join('\n'),
      'latin1',
    ).toString('hex');
    const named = id !== undefined && id !== 'default';
    const header = named ? `${HEADER};1.2;AES256;${id}` : `${HEADER};1.1;AES256`;
    return [header, ...(inner.match(/.{1,80}/g) ?? []), ''].join('\n');
  }
}

const pyList = (items: readonly string[]): string => `[${items.map((i) => `'${i}'`).join(', ')}]`;

/** The parts of a vault's body; a damaged one of a file is warned about first, as Ansible does. */
function unpackOf(body: string, file: string | undefined): ReturnType<typeof unpack> {
  try {
    return unpack(body);
  } catch (e) {
    if (file !== undefined && e instanceof VaultFormatError)
      notices().warning(`There was a vault format error in ${file}: ${e.message}`, true);
    throw e;
  }
}

function unpack(body: string): { salt: Buffer; mac: Buffer; cipherText: Buffer } {
  const bad = (why: string): AnsibleError => new VaultFormatError(`Vault format unhexlify error: ${why}`);
  const hex = (s: string): Buffer => {
    if (s.length % 2 !== 0) throw bad('Odd-length string');
    if (!/^[0-9a-fA-F]*$/.test(s)) throw bad('Non-hexadecimal digit found');
    return Buffer.from(s, 'hex');
  };
  const parts = hex(body).toString('latin1').split('\n');
  if (parts.length < 3)
    throw new VaultFormatError(
      `Vault vaulttext format error: not enough values to unpack (expected 3, got ${parts.length})`,
    );
  return { salt: hex(parts[0]!), mac: hex(parts[1]!), cipherText: hex(parts.slice(2).join('\n')) };
}

function openBox(key: Buffer, iv: Buffer, cipherText: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-ctr', key, iv);
  const padded = Buffer.concat([decipher.update(cipherText), decipher.final()]);
  const pad = padded.at(-1) ?? 0;
  if (pad < 1 || pad > 16 || pad > padded.length) throw fail('Invalid padding bytes.');
  return padded.subarray(0, padded.length - pad);
}
