import { defineLookup } from '../../template/define.ts';
import { bounded, nativeText, repr } from '../../template/support/py.ts';
import { keyValues } from '../../template/support/words.ts';
import { PyError } from '../../value/errors.ts';
import { percentFormat } from '../../value/percent-format.ts';
import { asText } from '../../value/text.ts';
import { typeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
import { lookupFailure } from '../support/files.ts';

interface Sequence {
  start: number;
  end: number | undefined;
  count: number | undefined;
  stride: number;
  format: string;
}

const SHORT = /^(?:(0?x?[0-9a-f]+)\s*-\s*)?(0?x?[0-9a-f]+)(?:\/(0?x?[0-9a-f]+))?(?::(.+))?$/i;

/** An integer as Python's int(text, 0) reads it. */
function integer(text: string): number | undefined {
  const m = /^\s*([+-]?)\s*(0[xX][0-9a-fA-F]+|0[oO][0-7]+|0[bB][01]+|[1-9]\d*|0+)\s*$/.exec(text);
  if (!m) return undefined;
  const body = m[2]!;
  const n = Number(body);
  return m[1] === '-' ? -n : n;
}

function read(term: string): Sequence {
  const seq: Sequence = { start: 1, end: undefined, count: undefined, stride: 1, format: '%d' };
  const short = SHORT.exec(term.trim());
  if (short) {
    const [, start, end, stride, format] = short;
    const number = (name: string, text: string): number => {
      const n = integer(text);
      if (n === undefined) throw lookupFailure(`can't parse ${name}=${text} as integer`);
      return n;
    };
    if (start !== undefined) seq.start = number('start', start);
    seq.end = number('end', end!);
    if (stride !== undefined) seq.stride = number('stride', stride);
    if (format !== undefined) seq.format = format;
    return seq;
  }
  const { values, rest } = keyValues(term);
  for (const name of ['start', 'end', 'count', 'stride'] as const) {
    const text = values.get(name);
    if (text === undefined) continue;
    values.delete(name);
    const n = integer(text);
    if (n === undefined) throw lookupFailure(`can't parse ${name}=${text} as integer`);
    seq[name] = n;
  }
  seq.format = values.get('format') ?? seq.format;
  values.delete('format');
  const unknown = [...values.keys(), ...(rest ? ['_raw_params'] : [])];
  if (unknown.length) throw lookupFailure(`unrecognized arguments to with_sequence: ${repr(unknown)}`);
  return seq;
}

function check(seq: Sequence): void {
  if (seq.count === undefined && seq.end === undefined)
    throw lookupFailure('must specify count or end in with_sequence');
  if (seq.count !== undefined && seq.end !== undefined)
    throw lookupFailure("can't specify both count and end in with_sequence");
  if (seq.count !== undefined) {
    if (seq.count === 0) Object.assign(seq, { start: 0, end: 0, stride: 0 });
    else seq.end = seq.start + seq.count * seq.stride - 1 * Math.sign(seq.stride || 1);
  }
  if (seq.stride > 0 && seq.end! < seq.start) throw lookupFailure('to count backwards make stride negative');
  if (seq.stride < 0 && seq.end! > seq.start)
    throw lookupFailure("to count forward don't make stride negative");
  if ((seq.format.match(/%/g) ?? []).length !== 1)
    throw lookupFailure(`bad formatting string: ${seq.format}`);
}

/** Python's `format % n`. */
function formatted(format: string, n: number): Value {
  try {
    return percentFormat(format, n);
  } catch (e) {
    if (!(e instanceof PyError)) throw e;
    throw lookupFailure(`problem formatting ${n} with ${repr(format)}`);
  }
}

function generate(seq: Sequence): Value[] {
  if (seq.stride === 0) return [];
  const out: Value[] = [];
  bounded(Math.abs((seq.end! - seq.start) / seq.stride) + 1);
  for (let n = seq.start; seq.stride > 0 ? n <= seq.end! : n >= seq.end!; n += seq.stride)
    out.push(formatted(seq.format, n));
  return out;
}

export default defineLookup({
  description:
    'Numbers as texts: `start`, `end` or `count`, `stride`, `format`; or in short, `2-8/2:host%02d`.',
  options: {},
  run: (terms) =>
    terms.flatMap((term) => {
      if (asText(term) === undefined)
        throw lookupFailure(
          `unknown error parsing with_sequence arguments: ${repr(term)}. Error was: expected string or bytes-like object, got '${typeName(term)}'`,
        );
      const seq = read(nativeText(term));
      check(seq);
      return generate(seq);
    }),
});
