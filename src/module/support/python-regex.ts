import { ModuleFailure } from '../define.ts';

/**
 * Python's `re` patterns in JavaScript's terms: named groups, \A \Z, inline flags, comments, possessive parts. Where
 * JavaScript has no word for something, that is said instead of matched in another way.
 */
export interface PythonRegexFlags {
  readonly multiline?: boolean;
  readonly dotAll?: boolean;
}

const posix = /\[:\w+:\]/;

/** Compiles a Python pattern (global, so that lastIndex can be used). Throws ModuleFailure with Python's kind of words. */
export function pythonRegex(pattern: string, flags: PythonRegexFlags = {}, bytes = false): RegExp {
  const set = new Set(['g', ...(flags.multiline ? ['m'] : []), ...(flags.dotAll ? ['s'] : [])]);
  let verbose = false;
  let source = pattern;
  const inline = /^\(\?([aiLmsux]+)\)/.exec(source);
  if (inline !== null) {
    source = source.slice(inline[0].length);
    for (const f of inline[1]!) {
      if (f === 'i' || f === 'm' || f === 's') set.add(f);
      else if (f === 'x') verbose = true;
    }
  }
  if (!bytes) set.add('u');
  const translated = translate(source, verbose, set);
  try {
    return new RegExp(translated, [...set].join(''));
  } catch {
    // Some patterns that Python takes are errors only in the strict mode.
    set.delete('u');
    try {
      return new RegExp(translated, [...set].join(''));
    } catch (e) {
      throw new ModuleFailure(`${regexError(pattern) ?? (e as Error).message}`);
    }
  }
}

/** Python's words for the commonest mistakes, or undefined. */
export function regexError(pattern: string): string | undefined {
  const open: number[] = [];
  let inClass = -1;
  for (let i = 0; i < pattern.length; i++) {
    const c = pattern[i]!;
    if (c === '\\') {
      if (i + 1 >= pattern.length) return `bad escape (end of pattern) at position ${i}`;
      i++;
    } else if (inClass >= 0) {
      if (c === ']' && i > inClass + (pattern[inClass + 1] === '^' ? 2 : 1)) inClass = -1;
    } else if (c === '[') inClass = i;
    else if (c === '(') open.push(i);
    else if (c === ')' && open.pop() === undefined) return `unbalanced parenthesis at position ${i}`;
    else if ((c === '*' || c === '+' || c === '?') && (i === 0 || (pattern[i - 1] === '(' && c !== '?')))
      return `nothing to repeat at position ${i}`;
  }
  if (inClass >= 0) return `unterminated character set at position ${inClass}`;
  if (open.length > 0) return `missing ), unterminated subpattern at position ${open.at(-1)}`;
  return undefined;
}

function translate(source: string, verbose: boolean, flags: ReadonlySet<string>): string {
  let out = '';
  let inClass = false;
  for (let i = 0; i < source.length; i++) {
    const c = source[i]!;
    const next = source[i + 1];
    if (c === '\\') {
      i++;
      if (!inClass && next === 'A') out += '(?<![\\s\\S])';
      else if (!inClass && next === 'Z') out += '(?![\\s\\S])';
      else if (next === 'a') out += '\\x07';
      else if (next !== undefined && /[dDwWsSbBnrtvfxu0-9^$\\.*+?()[\]{}|/-]/.test(next))
        out += flags.has('u') && next === '-' && !inClass ? '-' : `\\${next}`;
      else if (next !== undefined && /[A-Za-z]/.test(next))
        throw new ModuleFailure(`bad escape \\${next} at position ${i - 1}`);
      else out += next === undefined ? '\\' : next;
    } else if (inClass) {
      if (c === '[' && !posix.test(source.slice(i))) out += '\\[';
      else {
        out += c;
        if (c === ']') inClass = false;
      }
    } else if (c === '[') {
      inClass = true;
      out += '[';
      if (source[i + 1] === '^') out += source[++i];
      // A bracket that comes first is one of the characters.
      if (source[i + 1] === ']') {
        out += '\\]';
        i++;
      }
    } else if (c === '(' && source.startsWith('(?P<', i)) {
      out += '(?<';
      i += 3;
    } else if (c === '(' && source.startsWith('(?P=', i)) {
      const end = source.indexOf(')', i);
      out += `\\k<${source.slice(i + 4, end)}>`;
      i = end;
    } else if (c === '(' && source.startsWith('(?#', i)) {
      const end = source.indexOf(')', i);
      i = end < 0 ? source.length : end;
    } else if (c === '$' && !flags.has('m')) out += '(?=\\n?(?![\\s\\S]))';
    // Only a line feed ends a line for Python, other separators too for JavaScript.
    else if (c === '$') out += '(?=\\n|(?![\\s\\S]))';
    else if (c === '^' && flags.has('m')) out += '(?<=\\n|(?<![\\s\\S]))';
    else if (c === '.' && !flags.has('s')) out += '[^\\n]';
    else if (c === '{' && !/^\{\d*(,\d*)?\}/.test(source.slice(i))) out += '\\{';
    else if (c === '{' && source.startsWith('{,', i)) out += '{0';
    else if (c === '}' && !/\{\d*(,\d*)?$/.test(source.slice(0, i))) out += '\\}';
    else if (verbose && /\s/.test(c)) continue;
    else if (verbose && c === '#') {
      const end = source.indexOf('\n', i);
      i = end < 0 ? source.length : end;
    } else out += c;
  }
  return out;
}

/**
 * A replacement text of Python's re.sub or match.expand (`\1`, `\g<1>`, `\g<name>`, `\n`) filled in from a match.
 * Throws ModuleFailure for a group that the pattern has not.
 */
export function expandTemplate(template: string, match: RegExpMatchArray): string {
  return template.replace(
    /\\(g<([^>]*)>|[0-7]{3}|0[0-7]?|[1-9]\d?|[\s\S]|$)/g,
    (whole, body: string, name: string | undefined) => {
      if (name !== undefined) {
        const value = /^\d+$/.test(name) ? match[Number(name)] : match.groups?.[name];
        if (
          value === undefined &&
          (/^\d+$/.test(name) ? Number(name) >= match.length : !(match.groups && name in match.groups))
        ) {
          throw new ModuleFailure(
            /^\d+$/.test(name) ? `invalid group reference ${name}` : `unknown group name '${name}'`,
          );
        }
        return value ?? '';
      }
      if (/^(0|[0-3][0-7]{2}$)/.test(body)) return String.fromCharCode(Number.parseInt(body, 8));
      if (/^\d/.test(body)) {
        if (Number(body) >= match.length) throw new ModuleFailure(`invalid group reference ${body}`);
        return match[Number(body)] ?? '';
      }
      const escapes: Record<string, string> = {
        n: '\n',
        t: '\t',
        r: '\r',
        a: '\x07',
        b: '\b',
        f: '\f',
        v: '\v',
        '\\': '\\',
      };
      if (escapes[body] !== undefined) return escapes[body];
      if (/[A-Za-z]/.test(body)) throw new ModuleFailure(`bad escape \\${body}`);
      return whole;
    },
  );
}
