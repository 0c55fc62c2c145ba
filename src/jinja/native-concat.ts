import { PyBytes, PySet } from '../value/containers.ts';
import { dictSet } from '../value/dict.ts';
import { PyError } from '../value/errors.ts';
import { normInt } from '../value/number.ts';
import { add, negate } from '../value/operators.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { type Dict, PyFloat, Tuple, type Value } from '../value/types.ts';
import { unescapeString } from './strings.ts';

/** jinja2.nativetypes.native_concat: one value stays what it is; text that is a Python literal becomes its value. */
export function nativeConcat(values: readonly Value[]): Value {
  if (values.length === 0) return null;
  let raw: string | undefined;
  if (values.length === 1) {
    raw = asText(values[0]!);
    if (raw === undefined) return values[0]!;
  } else raw = values.map(str).join('');
  try {
    return literalEval(raw);
  } catch (e) {
    if (e instanceof LiteralError || e instanceof PyError || e instanceof RangeError) return raw;
    throw e;
  }
}

/** The text is no literal. */
export class LiteralError extends Error {}

const tokenRe =
  /[ \t\f]+|#[^\n]*|\\\n|(\n)|((?:0[xX](?:_?[0-9a-fA-F])+|0[oO](?:_?[0-7])+|0[bB](?:_?[01])+|(?:\d(?:_?\d)*\.?(?:\d(?:_?\d)*)?|\.\d(?:_?\d)*)(?:[eE][-+]?\d(?:_?\d)*)?))(?![\w.])|([rRbBuU]{0,2})('''(?:[^\\]|\\[\s\S])*?'''|"""(?:[^\\]|\\[\s\S])*?"""|'(?:[^'\\\n]|\\[\s\S])*'|"(?:[^"\\\n]|\\[\s\S])*")|(True|False|None)(?!\w)|([-+()[\]{},:])|(set)\(\)/y;

interface Tok {
  kind: 'value' | 'op' | 'end' | 'text' | 'set';
  op: string;
  value: Value;
}

/** Python's ast.literal_eval() of a text that must not start with a space. Throws LiteralError. */
export function literalEval(source: string): Value {
  if (/^[ \t]/.test(source)) throw new LiteralError('unexpected indent');
  const toks = tokenize(source);
  let i = 0;
  const op = (o: string): boolean => toks[i]!.kind === 'op' && toks[i]!.op === o;
  const fail = (): never => {
    throw new LiteralError('no literal');
  };
  const list = (close: string, item: () => void): boolean => {
    let comma = false;
    while (!op(close)) {
      item();
      comma = false;
      if (op(',')) {
        i++;
        comma = true;
      } else if (!op(close)) fail();
    }
    i++;
    return comma;
  };
  const atom = (): Value => {
    const t = toks[i++]!;
    if (t.kind === 'set') return new PySet();
    if (t.kind === 'value') return t.value;
    if (t.kind === 'text') {
      let v = t.value;
      while (toks[i]!.kind === 'text') {
        const next = toks[i++]!.value;
        if (v instanceof PyBytes !== next instanceof PyBytes) fail();
        v = add(v, next);
      }
      return v;
    }
    if (t.kind !== 'op') return fail();
    if (t.op === '[') {
      const out: Value[] = [];
      list(']', () => out.push(sum()));
      return out;
    }
    if (t.op === '(') {
      const out: Value[] = [];
      const comma = list(')', () => out.push(sum()));
      return out.length === 1 && !comma ? out[0]! : (Tuple.from(out) as Tuple);
    }
    if (t.op === '{') {
      const d: Dict = new Map();
      const members: Value[] = [];
      let isSet = false;
      let n = 0;
      list('}', () => {
        const k = sum();
        if (n++ === 0) isSet = !op(':');
        if (isSet) {
          members.push(k);
          return;
        }
        if (!op(':')) fail();
        i++;
        dictSet(d, k, sum());
      });
      return isSet ? new PySet(members) : d;
    }
    if (t.op === '-' || t.op === '+') {
      const v = atom();
      if (typeof v !== 'number' && typeof v !== 'bigint' && !(v instanceof PyFloat)) fail();
      return t.op === '-' ? negate(v) : v;
    }
    return fail();
  };
  const sum = (): Value => {
    const v = atom();
    // Python's literals allow a sum only for complex numbers, which are not supported here.
    if (op('+') || op('-')) fail();
    return v;
  };
  const items: Value[] = [];
  let comma = false;
  while (toks[i]!.kind !== 'end') {
    items.push(sum());
    comma = false;
    if (op(',')) {
      i++;
      comma = true;
    } else if (toks[i]!.kind !== 'end') fail();
  }
  if (items.length === 0) fail();
  return items.length === 1 && !comma ? items[0]! : (Tuple.from(items) as Tuple);
}

function tokenize(source: string): Tok[] {
  const out: Tok[] = [];
  let depth = 0;
  let ended = false;
  tokenRe.lastIndex = 0;
  while (tokenRe.lastIndex < source.length) {
    const m = tokenRe.exec(source);
    if (m === null) throw new LiteralError('no literal');
    const [, newline, number, prefix, quoted, word, operator, set] = m;
    if (newline !== undefined) {
      if (depth === 0 && out.length > 0) ended = true;
      continue;
    }
    if (
      number === undefined &&
      quoted === undefined &&
      word === undefined &&
      operator === undefined &&
      set === undefined
    )
      continue;
    if (ended) throw new LiteralError('more than one line');
    if (number !== undefined) out.push({ kind: 'value', op: '', value: numberOf(number) });
    else if (quoted !== undefined) out.push({ kind: 'text', op: '', value: stringOf(prefix ?? '', quoted) });
    else if (word !== undefined)
      out.push({ kind: 'value', op: '', value: word === 'None' ? null : word === 'True' });
    else if (set !== undefined) out.push({ kind: 'set', op: '', value: null });
    else {
      if ('([{'.includes(operator!)) depth++;
      else if (')]}'.includes(operator!)) depth--;
      out.push({ kind: 'op', op: operator!, value: null });
    }
  }
  out.push({ kind: 'end', op: '', value: null });
  return out;
}

function numberOf(text: string): Value {
  const s = text.replaceAll('_', '');
  if (/^0[xob]/i.test(s)) return normInt(BigInt(s));
  if (/[.eE]/.test(s)) return new PyFloat(Number(s));
  if (/^0+[1-9]/.test(s)) throw new LiteralError('leading zeros');
  return s.length < 16 ? Number(s) : normInt(BigInt(s));
}

function stringOf(prefix: string, quoted: string): Value {
  const p = prefix.toLowerCase();
  const n = /^('''|""")/.test(quoted) ? 3 : 1;
  const inner = quoted.slice(n, -n).replace(/\r\n?/g, '\n');
  let text = inner;
  if (!p.includes('r'))
    try {
      text = unescapeString(inner);
    } catch {
      throw new LiteralError('bad escape');
    }
  if (!p.includes('b')) return text;
  if (/[^\x00-\xff]/.test(text)) throw new LiteralError('bytes can only contain ASCII');
  return new PyBytes(Buffer.from(text, 'latin1'));
}
