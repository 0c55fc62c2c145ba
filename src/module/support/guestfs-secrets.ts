import type { Target } from '../../target/types.ts';
import type { Plain } from '../../value/plain.ts';
import { UnsafeText } from '../../value/types.ts';
import { ModuleFailure } from '../define.ts';

/** Puts secrets into private files of the host, so that no command line shows them. */
export class SecretFiles {
  #dir: Promise<string> | undefined;
  #count = 0;
  constructor(
    private readonly target: Target,
    private readonly hide: (secret: string) => void,
    /** False: nothing is written (check mode); the paths are then of no file. */
    private readonly real: boolean,
  ) {}

  /** The path of a 0600 file with this one line in it. */
  async put(secret: string, name: string): Promise<string> {
    if (/[\r\n\0]/.test(secret)) throw new ModuleFailure(`${name}: a secret must be one line`);
    this.hide(secret);
    if (!this.real) return '/nonexistent';
    this.#dir ??= this.target.tempDir({ prefix: 'guestfs-secret-' });
    const path = `${await this.#dir}/${++this.#count}`;
    await this.target.writeFile(path, `${secret}\n`, { mode: 0o600 });
    return path;
  }

  /** Removes them. */
  async remove(): Promise<void> {
    if (this.#dir !== undefined) await this.target.removeTree(await this.#dir);
  }
}

/** A selector with what it says in the open moved to a file: `password:X` becomes `file:PATH`, `locked:password:X` likewise. */
export async function secretSelector(
  selector: string,
  name: string,
  inline: string,
  files: SecretFiles,
): Promise<string> {
  if (selector.startsWith('locked:'))
    return `locked:${await secretSelector(selector.slice(7), name, inline, files)}`;
  if (selector.startsWith(`${inline}:`))
    return `file:${await files.put(selector.slice(inline.length + 1), name)}`;
  if (/^(file:.+|random|disabled|locked)$/s.test(selector)) return selector;
  throw new ModuleFailure(
    `${name}: unknown selector (known: ${inline}:TEXT, file:FILE, random, disabled, locked[:SELECTOR])`,
  );
}

const plainText = (v: Plain, name: string): string => {
  if (v instanceof UnsafeText) return v.text;
  if (typeof v === 'string' || typeof v === 'number') return String(v);
  throw new ModuleFailure(`${name} must be a text`);
};
const on = (v: Plain): boolean => v === true || /^(yes|true|on|1)$/i.test(String(v));

/** The selector that a dict says: {password: X}, {file: PATH}, {random: true}, {disabled: true}, with or without {locked: true}. */
export async function namedSecret(
  dict: Map<string, Plain>,
  name: string,
  inline: string,
  files: SecretFiles,
): Promise<string> {
  const locked = on(dict.get('locked') ?? false);
  const others = [...dict].filter(([k]) => k !== 'locked');
  const [entry, ...more] = others;
  if (more.length > 0)
    throw new ModuleFailure(
      `${name}: give one of password, file, random, disabled, not ${others.map(([k]) => k).join(' and ')}`,
    );
  if (entry === undefined) {
    if (locked) return 'locked';
    throw new ModuleFailure(`${name}: give one of password, file, random, disabled, locked`);
  }
  const [kind, value] = entry;
  let selector: string;
  if (kind === 'password') selector = `${inline}:${plainText(value, `${name}.password`)}`;
  else if (kind === 'file') selector = `file:${plainText(value, `${name}.file`)}`;
  else if ((kind === 'random' || kind === 'disabled') && on(value)) selector = kind;
  else
    throw new ModuleFailure(
      `${name}: unknown field '${kind}' (known: user, password, file, random, disabled, locked)`,
    );
  return secretSelector(locked ? `locked:${selector}` : selector, name, inline, files);
}

/** A LUKS key selector (`ID:key:TEXT`, `ID:file:PATH`, `ID:clevis`) with its text moved to a file. */
export async function keySelector(key: string, files: SecretFiles): Promise<string> {
  const m = /^([^:]+):key:(.*)$/s.exec(key);
  return m === null ? key : `${m[1]}:file:${await files.put(m[2] as string, 'key')}`;
}
