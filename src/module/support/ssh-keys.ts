/** A line of authorized_keys that holds a key. */
export interface KeyLine {
  /** In their order; a value of null for an option without one. Values keep their quotes. */
  readonly options: ReadonlyArray<readonly [string, string | null]>;
  readonly type: string;
  readonly key: string;
  readonly comment: string;
}

const types =
  /^(?:ssh-ed25519|ssh-rsa|ssh-dss|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519@openssh\.com|sk-ecdsa-sha2-nistp256@openssh\.com|(?:ssh-ed25519|ssh-rsa|ssh-dss|ecdsa-sha2-nistp(?:256|384|521)|sk-ssh-ed25519|sk-ecdsa-sha2-nistp256)-cert-v01@openssh\.com)$/;

/** Splits at a character outside double quotes. */
function splitOutside(text: string, at: RegExp): string[] {
  const out: string[] = [];
  let part = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (c === '"' && text[i - 1] !== '\\') quoted = !quoted;
    if (!quoted && at.test(c)) {
      out.push(part);
      part = '';
    } else part += c;
  }
  out.push(part);
  return out;
}

/** `command="x",no-pty` as pairs. */
export function parseOptions(text: string): Array<[string, string | null]> {
  return splitOutside(text.trim(), /,/)
    .filter((o) => o !== '')
    .map((o) => {
      const eq = o.indexOf('=');
      return eq < 0 ? [o, null] : [o.slice(0, eq), o.slice(eq + 1)];
    });
}

/** A key line, or undefined where the line holds no key (comments, blank lines). */
export function parseKeyLine(line: string): KeyLine | undefined {
  const text = line.trim();
  if (text === '' || text.startsWith('#')) return undefined;
  const words = splitOutside(text, /\s/).filter((w) => w !== '');
  const i = words.findIndex((w) => types.test(w));
  if (i < 0 || i > 1 || words[i + 1] === undefined) return undefined;
  const key = words[i + 1]!;
  if (!/^[A-Za-z0-9+/]+={0,3}$/.test(key)) return undefined;
  return {
    options: i === 0 ? [] : parseOptions(words[0]!),
    type: words[i]!,
    key,
    comment: words.slice(i + 2).join(' '),
  };
}

export const sameKey = (a: KeyLine, b: KeyLine): boolean => a.key === b.key && a.type === b.type;

export function formatKeyLine(k: KeyLine): string {
  const options = k.options.map(([name, value]) => (value === null ? name : `${name}=${value}`)).join(',');
  return `${options === '' ? '' : `${options} `}${k.type} ${k.key}${k.comment === '' ? '' : ` ${k.comment}`}`;
}
