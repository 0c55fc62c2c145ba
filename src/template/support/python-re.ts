import { type Context, createContext, Script } from 'node:vm';
import { PyError } from '../../value/errors.ts';
import { checkText } from '../../value/limits.ts';
import { RegexTranslator, type Translated } from './python-re-parse.ts';

/** What Python's re flags a caller may set. */
export interface RegexFlags {
  readonly ignoreCase?: boolean;
  readonly multiline?: boolean;
  readonly dotAll?: boolean;
  readonly verbose?: boolean;
}

/** One match, with Python's group numbers and names. Offsets are in UTF-16 units. */
export interface PyMatch {
  readonly start: number;
  readonly end: number;
  /** Group 0 is the whole match; JavaScript's undefined for a group that took no part. */
  readonly groups: ReadonlyArray<string | undefined>;
  readonly names: ReadonlyMap<string, number>;
}

/** Milliseconds that one match may take before it counts as backtracking without end. */
const TIME_LIMIT = 3_000;

/** Milliseconds that all matches in one text may take. */
const TOTAL_LIMIT = 10_000;

/** A compiled Python regular expression. */
export class PyRegex {
  private readonly re: RegExp;
  private readonly sticky: RegExp;
  readonly groupCount: number;
  readonly names: ReadonlyMap<string, number>;

  constructor(
    readonly pattern: string,
    private readonly translated: Translated,
  ) {
    const flags = `gu${translated.ignoreCase ? 'i' : ''}`;
    try {
      this.re = new RegExp(translated.source, flags);
      this.sticky = new RegExp(translated.source, `${flags.replace('g', '')}y`);
    } catch (e) {
      throw new PyError('error', `this regular expression has no counterpart in JavaScript: ${pattern}`, {
        cause: e,
      });
    }
    this.groupCount = translated.groups.length - 1;
    this.names = translated.names;
  }

  private run(re: RegExp, text: string, from: number): PyMatch | null {
    re.lastIndex = from;
    const m = text.length > this.translated.safeLength ? guarded(re, text, this.pattern) : re.exec(text);
    if (!m) return null;
    return {
      start: m.index,
      end: m.index + m[0].length,
      groups: this.translated.groups.map((i) => m[i]),
      names: this.names,
    };
  }

  /** re.search from an offset. */
  search(text: string, from = 0): PyMatch | null {
    return this.run(this.re, text, from);
  }

  /** re.match: at the offset only. */
  match(text: string, from = 0): PyMatch | null {
    return this.run(this.sticky, text, from);
  }

  /** re.fullmatch. */
  fullmatch(text: string): PyMatch | null {
    const whole = pythonRegexFrom(`(?:${this.pattern})\\Z`, this.translated);
    return whole.match(text);
  }

  /** re.finditer: an empty match may follow another match at its end, as since Python 3.7. */
  *matches(text: string): IterableIterator<PyMatch> {
    const start = performance.now();
    const slow = text.length > this.translated.safeLength;
    for (let from = 0, n = 0; from <= text.length; n++) {
      if ((slow || n % 256 === 255) && performance.now() - start > TOTAL_LIMIT)
        throw new PyError('error', `the regular expression takes too long on this text: ${this.pattern}`);
      const m = this.search(text, from);
      if (!m) return;
      yield m;
      from = m.start === m.end ? step(text, m.end) : m.end;
    }
  }

  /** re.sub; `count` 0 replaces all. `replacement` is Python's template, or a function. */
  sub(replacement: string | ((m: PyMatch) => string), text: string, count = 0): string {
    const make = typeof replacement === 'string' ? this.template(replacement) : replacement;
    let out = '';
    let from = 0;
    let n = 0;
    for (const m of this.matches(text)) {
      out += text.slice(from, m.start) + make(m);
      checkText(out.length);
      from = m.end;
      if (count > 0 && ++n >= count) break;
    }
    return out + text.slice(from);
  }

  /** re.findall: texts, or lists of the groups' texts where there is more than one group. */
  findall(text: string): Array<string | string[]> {
    return Array.from(this.matches(text), (m) =>
      this.groupCount === 0
        ? m.groups[0]!
        : this.groupCount === 1
          ? (m.groups[1] ?? '')
          : m.groups.slice(1).map((g) => g ?? ''),
    );
  }

  /** A replacement template of Python as a function. Throws re's errors. */
  template(text: string): (m: PyMatch) => string {
    const parts = replacementParts(text, this);
    if (parts.every((p) => typeof p === 'string')) {
      const constant = parts.join('');
      return () => constant;
    }
    return (m) => parts.map((p) => (typeof p === 'string' ? p : (m.groups[p] ?? ''))).join('');
  }
}

const step = (text: string, at: number): number => at + ((text.codePointAt(at) ?? 0) > 0xffff ? 2 : 1);

let sandbox: Context | undefined;
let execute: Script | undefined;

/** Runs a regex that may backtrack without end with a limit on its time. */
function guarded(re: RegExp, text: string, pattern: string): RegExpExecArray | null {
  sandbox ??= createContext(Object.create(null));
  execute ??= new Script('re.exec(text)');
  sandbox.re = re;
  sandbox.text = text;
  try {
    return execute.runInContext(sandbox, { timeout: TIME_LIMIT }) as RegExpExecArray | null;
  } catch (e) {
    if ((e as NodeJS.ErrnoException).code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw e;
    throw new PyError('error', `the regular expression backtracks without end: ${pattern}`);
  }
}

/** Texts and group numbers of a replacement template. */
function replacementParts(text: string, re: PyRegex): Array<string | number> {
  const out: Array<string | number> = [];
  const fail = (message: string, at: number, pyType = 'error'): never => {
    throw new PyError(pyType, pyType === 'error' ? `${message} at position ${at}` : message);
  };
  const simple: Readonly<Record<string, string>> = {
    a: '\x07',
    b: '\b',
    f: '\f',
    n: '\n',
    r: '\r',
    t: '\t',
    v: '\v',
    '\\': '\\',
  };
  let literal = '';
  const group = (n: number, at: number): void => {
    if (n > re.groupCount) fail(`invalid group reference ${n}`, at);
    out.push(literal, n);
    literal = '';
  };
  for (let i = 0; i < text.length; i++) {
    if (text[i] !== '\\') {
      literal += text[i];
      continue;
    }
    const c = text[++i];
    if (c === undefined) fail('bad escape (end of pattern)', i - 1);
    else if (simple[c] !== undefined) literal += simple[c];
    else if (c === 'g') {
      if (text[i + 1] !== '<') fail('missing <', i + 1);
      const close = text.indexOf('>', i);
      if (close < 0) fail('missing >, unterminated name', i + 2);
      const name = text.slice(i + 2, close);
      if (!name) fail('missing group name', i + 2);
      if (/^\d+$/.test(name)) group(Number(name), i + 2);
      else if (!/^[\p{L}_][\p{L}\p{N}_]*$/u.test(name)) fail(`bad character in group name '${name}'`, i + 2);
      else if (re.names.has(name)) group(re.names.get(name)!, i + 2);
      else fail(`unknown group name '${name}'`, i + 2, 'IndexError');
      i = close;
    } else if (c === '0' || /^[0-3][0-7][0-7]/.test(text.slice(i))) {
      const octal = (c === '0' ? /^0[0-7]{0,2}/ : /^[0-3][0-7]{2}/).exec(text.slice(i))![0];
      literal += String.fromCharCode(Number.parseInt(octal, 8));
      i += octal.length - 1;
    } else if (/\d/.test(c)) {
      const digits = /^\d{1,2}/.exec(text.slice(i))![0];
      group(Number(digits), i);
      i += digits.length - 1;
    } else if (/[A-Za-z]/.test(c)) fail(`bad escape \\${c}`, i - 1);
    else literal += `\\${c}`;
  }
  out.push(literal);
  return out;
}

const kept = new Map<string, PyRegex>();

function pythonRegexFrom(pattern: string, base: Translated): PyRegex {
  return pythonRegex(pattern, {
    ignoreCase: base.ignoreCase,
    multiline: base.multiline,
    dotAll: base.dotAll,
    verbose: base.verbose,
  });
}

/**
 * Compiles a Python regular expression; compiled ones are kept.
 * @throws PyError of class `error` (re.error) with Python's text and position, or where there is no counterpart
 */
export function pythonRegex(pattern: string, flags: RegexFlags = {}): PyRegex {
  const key = `${flags.ignoreCase ? 'i' : ''}${flags.multiline ? 'm' : ''}${flags.dotAll ? 's' : ''}${flags.verbose ? 'x' : ''}:${pattern}`;
  let re = kept.get(key);
  if (!re) {
    re = new PyRegex(pattern, new RegexTranslator(pattern, flags).translate());
    if (kept.size > 2000) kept.clear();
    kept.set(key, re);
  }
  return re;
}

/** re.escape. */
export const escapeRegex = (text: string): string =>
  text.replace(/[()[\]{}?*+\-|^$\\.&~# \t\n\r\v\f]/g, '\\$&');
