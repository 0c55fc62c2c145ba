import { asText } from '../../value/text.ts';
import type { Dict, Value } from '../../value/types.ts';
import { dumpYaml } from '../../yaml/dump.ts';

/** Text of several lines as it can stand in a literal block: no blanks at line ends, no tabs. */
function readable(v: Value): Value {
  if (v instanceof Map) {
    const out: Dict = new Map();
    for (const [k, x] of v) out.set(k, readable(x));
    return out;
  }
  if (Array.isArray(v)) return v.map(readable);
  const text = asText(v);
  if (text === undefined || !/[\n\r\x1c-\x1e\x85\u2028\u2029]/.test(text)) return v;
  return text
    .replaceAll('\t', '        ')
    .replace(/[^\x20-\x7e\n\x85\xa0-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '')
    .replace(/\s+$/, '')
    .replace(/ +\n/g, '\n');
}

const literal = (text: string): '|' | undefined => (/[\n\x85\u2028\u2029]/.test(text) ? '|' : undefined);

/** A result as YAML, texts of several lines as blocks; `indent` is the blanks a level; longer lines are folded. */
export function resultYaml(value: Value, indent = 4, width = 80): string {
  return dumpYaml(readable(value), { indent, width, allowUnicode: true, scalarStyle: literal });
}
