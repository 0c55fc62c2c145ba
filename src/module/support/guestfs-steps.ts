import type { Plain } from '../../value/plain.ts';
import { ModuleFailure } from '../define.ts';
import { fields, take, text } from './guestfs-fields.ts';
import { namedSecret, type SecretFiles, secretSelector } from './guestfs-secrets.ts';

/** One step of virt-customize, ready for its command line. */
export interface Step {
  /** The parameter's name, e.g. "run_command". */
  readonly name: string;
  readonly words: readonly string[];
  /** A text that the tool's progress line for this step holds; the empty text where it prints none. */
  readonly shownAs: string;
  /** Files of the host that it reads. */
  readonly reads: readonly string[];
}

/** Makes a step of a parameter's value; the names of the builders below tell the form of the value. */
export type Build = (value: Plain, name: string, secrets: SecretFiles) => Promise<Omit<Step, 'name'>>;

const word = (name: string): string => `--${name.replaceAll('_', '-')}`;

export const flag: Build = async (_value, name) => ({
  words: [word(name)],
  shownAs: name === 'update' ? 'Updating' : '',
  reads: [],
});

export const one =
  (reads = false): Build =>
  async (value, name) => {
    const v = text(value, name);
    return { words: [word(name), v], shownAs: v, reads: reads ? [v] : [] };
  };

export const list: Build = async (value, name) => {
  const v = (Array.isArray(value) ? value.map((x: Plain) => text(x, name)) : text(value, name).split(','))
    .map((p) => p.trim())
    .filter((p) => p !== '');
  if (v.length === 0) throw new ModuleFailure(`${name}: no package is named`);
  return { words: [word(name), v.join(',')], shownAs: v.join(' '), reads: [] };
};

/** "A:B", or a dict with two fields; `shown` is the field that the progress line holds. */
export const pair =
  (a: string, b: string, shown: 0 | 1, reads = false): Build =>
  async (value, name) => {
    const dict = fields(value);
    let parts: string[];
    if (dict !== undefined) {
      parts = take(dict, name, [a, b]);
      if (parts[0]?.includes(':'))
        throw new ModuleFailure(`${name}: '${a}' may not hold a colon: ${parts[0]}`);
    } else {
      const whole = text(value, name);
      const colon = whole.indexOf(':');
      if (colon < 0)
        throw new ModuleFailure(`${name}: '${whole}' has not the form ${a.toUpperCase()}:${b.toUpperCase()}`);
      parts = [whole.slice(0, colon), whole.slice(colon + 1)];
    }
    const [first, second] = parts as [string, string];
    return {
      words: [word(name), `${first}:${second}`],
      shownAs: shown === 0 ? first : second,
      reads: reads ? [first] : [],
    };
  };

/** A mode with the leading zero that makes virt-customize read it as octal, as everywhere in Ansible. */
export const chmod: Build = async (value, name, secrets) => {
  const dict = fields(value);
  const mode = dict?.get('mode');
  if (dict === undefined || mode === undefined || mode === null)
    return pair('mode', 'path', 1)(value, name, secrets);
  const t = typeof mode === 'number' ? mode.toString(8) : text(mode, `${name}.mode`);
  if (!/^[0-7]+$/.test(t)) throw new ModuleFailure(`${name}: mode must be octal, not '${t}'`);
  return pair('mode', 'path', 1)(new Map(dict).set('mode', t.padStart(4, '0')) as Plain, name, secrets);
};

export const link: Build = async (value, name, secrets) => {
  const dict = fields(value);
  const links = dict?.get('link');
  if (dict === undefined || !Array.isArray(links)) return pair('target', 'link', 0)(value, name, secrets);
  const joined = links.map((l: Plain) => text(l, `${name}.link`)).join(':');
  return pair('target', 'link', 0)(new Map(dict).set('link', joined) as Plain, name, secrets);
};

/** "USER:SELECTOR" or a dict; what the selector says in the open goes into a private file. */
export const userSecret =
  (inline: string): Build =>
  async (value, name, secrets) => {
    const dict = fields(value);
    let user: string;
    let selector: string;
    if (dict !== undefined) {
      user = text(dict.get('user') ?? '', `${name}.user`);
      dict.delete('user');
      selector = await namedSecret(dict, name, inline, secrets);
    } else {
      const whole = text(value, name);
      const colon = whole.indexOf(':');
      if (colon < 0) throw new ModuleFailure(`${name}: the value has not the form USER:SELECTOR`);
      user = whole.slice(0, colon);
      selector = await secretSelector(whole.slice(colon + 1), name, inline, secrets);
    }
    if (user === '') throw new ModuleFailure(`${name}: no user is named`);
    return { words: [word(name), `${user}:${selector}`], shownAs: '', reads: [] };
  };

export const rootPassword: Build = async (value, name, secrets) => {
  const dict = fields(value);
  const selector =
    dict === undefined
      ? await secretSelector(text(value, name), name, 'password', secrets)
      : await namedSecret(dict, name, 'password', secrets);
  return { words: [word(name), selector], shownAs: '', reads: [] };
};

export const sshInject: Build = async (value, name) => {
  const dict = fields(value);
  if (dict === undefined) {
    const v = text(value, name);
    return { words: [word(name), v], shownAs: v.split(':')[0] as string, reads: [] };
  }
  const user = text(dict.get('user') ?? '', `${name}.user`);
  const [kind, key] = dict.has('file')
    ? ['file', take(dict, name, ['user', 'file'])[1]]
    : dict.has('key')
      ? ['string', take(dict, name, ['user', 'key'])[1]]
      : ['', undefined];
  if (key === undefined) take(dict, name, ['user']);
  if (user === '') throw new ModuleFailure(`${name}: missing field 'user'`);
  return {
    words: [word(name), key === undefined ? user : `${user}:${kind}:${key.trim()}`],
    shownAs: user,
    reads: [],
  };
};
