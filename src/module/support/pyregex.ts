import { ModuleFailure } from '../define.ts';
import { regexError } from './python-regex.ts';

/**
 * A Python regular expression as one of JavaScript: named groups and their references, inline flags at the start,
 * \A \Z, and possessive-free syntax that both share. Throws ModuleFailure for what JavaScript cannot read.
 */
export function pythonRegExp(pattern: string, flags = ''): RegExp {
  let source = pattern;
  let all = flags;
  const inline = /^\(\?([aiLmsux]+)\)/.exec(source);
  if (inline !== null) {
    source = source.slice(inline[0].length);
    for (const f of inline[1]!) if ('ims'.includes(f) && !all.includes(f)) all += f;
  }
  source = source
    .replace(/\(\?P<(\w+)>/g, '(?<$1>')
    .replace(/\(\?P=(\w+)\)/g, '\\k<$1>')
    .replace(/(\\\\)|\\([AZ])/g, (m, escaped: string | undefined, anchor: string) =>
      escaped !== undefined ? m : anchor === 'A' ? '(?<![\\s\\S])' : '(?![\\s\\S])',
    );
  try {
    return new RegExp(source, all);
  } catch (e) {
    throw new ModuleFailure(
      regexError(pattern) ?? `invalid regular expression ${pattern}: ${(e as Error).message}`,
    );
  }
}
