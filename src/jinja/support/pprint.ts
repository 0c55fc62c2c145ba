import { less, sorted } from '../../value/compare.ts';
import { DictView, PySet } from '../../value/containers.ts';
import { dictKeys, identity } from '../../value/dict.ts';
import { PyError } from '../../value/errors.ts';
import { Walk } from '../../value/limits.ts';
import { repr } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { typeName } from '../../value/type-name.ts';
import { Tuple, type Value } from '../../value/types.ts';

const WIDTH = 80;
const walk = new Walk();

/** pprint's order: by value where that works, else by type name and identity. */
function safeSorted(list: Value[]): Value[] {
  try {
    return sorted(list);
  } catch (e) {
    if (!(e instanceof PyError)) throw e;
    return list
      .map((v, i) => ({ v, i }))
      .sort((a, b) => {
        try {
          return less(a.v, b.v) ? -1 : less(b.v, a.v) ? 1 : 0;
        } catch {
          const [x, y] = [`<class '${typeName(a.v)}'>`, `<class '${typeName(b.v)}'>`];
          return x < y ? -1 : x > y ? 1 : a.i - b.i;
        }
      })
      .map((x) => x.v);
  }
}

const entriesOf = (d: Map<Value, Value>): [Value, Value][] => {
  const keys = [...dictKeys(d)].map((k) => asText(k) ?? k);
  return safeSorted(keys).map((k) => [k, d.get(k)!]);
};

/** repr as pprint's saferepr gives it: dicts sorted. */
function safeRepr(v: Value): string {
  walk.enter();
  try {
    return reprOf(v);
  } finally {
    walk.leave();
  }
}

function reprOf(v: Value): string {
  if (v instanceof Map)
    return v.size === 0
      ? '{}'
      : `{${entriesOf(v)
          .map(([k, x]) => `${safeRepr(k)}: ${safeRepr(x)}`)
          .join(', ')}}`;
  if (Array.isArray(v)) {
    const body = v.map(safeRepr).join(', ');
    return v instanceof Tuple ? (v.length === 1 ? `(${body},)` : `(${body})`) : `[${body}]`;
  }
  return repr(v);
}

/** Python's pprint.pformat(). */
export function pformat(v: Value): string {
  return format(v, 0, 0, 1, new Set());
}

function format(v: Value, indent: number, allowance: number, level: number, open: Set<Value>): string {
  if (v !== null && typeof v === 'object' && open.has(v))
    return `<Recursion on ${typeName(v)} with id=${identity(v)}>`;
  let flat: string;
  try {
    flat = safeRepr(v);
  } catch (e) {
    if (!(e instanceof RangeError)) throw e;
    flat = repr(v);
  }
  if (flat.length <= WIDTH - indent - allowance) return flat;
  open.add(v);
  let out = flat;
  const s = asText(v);
  if (s !== undefined) out = formatText(s, indent, allowance, level);
  else if (v instanceof Map && v.size > 0) out = `{${formatDict(v, indent, allowance + 1, level, open)}}`;
  else if (v instanceof Tuple && v.length > 0)
    out = `(${formatItems(v, indent, allowance + (v.length === 1 ? 2 : 1), level, open)}${v.length === 1 ? ',' : ''})`;
  else if (Array.isArray(v) && v.length > 0) out = `[${formatItems(v, indent, allowance + 1, level, open)}]`;
  else if (v instanceof PySet && v.size > 0) {
    const items = safeSorted([...v.values()]);
    out = v.frozen
      ? `frozenset({${formatItems(items, indent + 10, allowance + 2, level, open)}})`
      : `{${formatItems(items, indent, allowance + 1, level, open)}}`;
  } else if (v instanceof DictView) out = flat;
  open.delete(v);
  return out;
}

function formatItems(
  items: readonly Value[],
  indentIn: number,
  allowance: number,
  level: number,
  open: Set<Value>,
): string {
  const indent = indentIn + 1;
  return items
    .map((x, i) => format(x, indent, i === items.length - 1 ? allowance : 1, level + 1, open))
    .join(`,\n${' '.repeat(indent)}`);
}

function formatDict(
  d: Map<Value, Value>,
  indentIn: number,
  allowance: number,
  level: number,
  open: Set<Value>,
): string {
  const indent = indentIn + 1;
  const entries = entriesOf(d);
  return entries
    .map(([k, x], i) => {
      const key = safeRepr(k);
      return `${key}: ${format(x, indent + key.length + 2, i === entries.length - 1 ? allowance : 1, level + 1, open)}`;
    })
    .join(`,\n${' '.repeat(indent)}`);
}

/** Long texts are broken at spaces and lines, in several literals. */
function formatText(s: string, indentIn: number, allowanceIn: number, level: number): string {
  const lines = s.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  let indent = indentIn;
  let allowance = allowanceIn;
  if (level === 1) {
    indent++;
    allowance++;
  }
  const max = WIDTH - indent;
  const chunks: string[] = [];
  lines.forEach((line, i) => {
    const lastLine = i === lines.length - 1;
    const whole = repr(line);
    if (whole.length <= max - (lastLine ? allowance : 0)) {
      chunks.push(whole);
      return;
    }
    const parts = line.match(/\S*\s*/g)?.filter((p) => p !== '') ?? [];
    let current = '';
    parts.forEach((part, j) => {
      const candidate = current + part;
      const room = j === parts.length - 1 && lastLine ? max - allowance : max;
      if (repr(candidate).length > room) {
        if (current) chunks.push(repr(current));
        current = part;
      } else current = candidate;
    });
    if (current) chunks.push(repr(current));
  });
  if (chunks.length === 1) return chunks[0]!;
  const body = chunks.join(`\n${' '.repeat(indent)}`);
  return level === 1 ? `(${body})` : body;
}
