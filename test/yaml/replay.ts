import { AnsibleError } from '../../src/errors/ansible-error.ts';
import { PyBytes, PySet } from '../../src/value/containers.ts';
import { str } from '../../src/value/repr.ts';
import { PyFloat, Tuple, type Value } from '../../src/value/types.ts';
import { dumpYaml } from '../../src/yaml/dump.ts';
import { parseYamlAll } from '../../src/yaml/load.ts';

/** The generator's form of a value. */
export function encode(v: Value): unknown {
  if (v === null || typeof v === 'boolean' || typeof v === 'string') return v;
  if (typeof v === 'number' || typeof v === 'bigint') return { i: String(v) };
  if (v instanceof PyFloat) return { f: str(v) };
  if (v instanceof Tuple) return { t: Array.from(v, encode) };
  if (Array.isArray(v)) return v.map(encode);
  if (v instanceof Map) return { d: [...v].map(([k, w]) => [encode(k), encode(w)]) };
  if (v instanceof PySet) return { s: [...v.values()].map((x) => pyJson(encode(x))).sort() };
  if (v instanceof PyBytes) return { b: Buffer.from(v.data).toString('hex') };
  return { D: str(v) };
}
const pyJson = (v: unknown): string =>
  JSON.stringify(v)
    .replace(/":/g, '": ')
    .replace(/[^\0-\x7f]/g, (c) => '\\u' + c.charCodeAt(0).toString(16).padStart(4, '0'));

export interface LoadCase {
  readonly t: string;
  readonly v?: unknown;
  readonly e?: string;
  readonly l?: number;
  readonly c?: number;
  readonly r?: string;
  readonly x?: string;
}

/** What our loader says of a text, in the generator's form. */
export function answer(text: string): Record<string, unknown> {
  try {
    return { v: parseYamlAll(text, { safe: true }).map(encode) };
  } catch (e) {
    if (!(e instanceof AnsibleError)) throw e;
    const problem = e.message.split('\n').slice(1).join('\n').slice(2);
    if (e.position === undefined) return { r: problem.slice(2) };
    return { e: problem, l: e.position.line, c: e.position.column };
  }
}

/** Whether the answers agree. A text that makes PyYAML itself fail must be an error here. */
export function agrees(c: LoadCase): boolean {
  const ours = answer(c.t);
  if (c.x !== undefined) return 'e' in ours;
  const { t: _, ...want } = c;
  return JSON.stringify(ours) === JSON.stringify(want);
}

export interface DumpCase {
  readonly v: unknown;
  readonly o: Readonly<Record<string, unknown>>;
  readonly y: string;
}

/** The value of the generator's form. */
export function decode(e: unknown): Value {
  if (e === null || typeof e === 'boolean' || typeof e === 'string') return e;
  if (Array.isArray(e)) return e.map(decode);
  const o = e as { i?: string; f?: string; d?: Array<[unknown, unknown]> };
  if (o.i !== undefined) return Number(o.i);
  if (o.f !== undefined)
    return new PyFloat(o.f === 'inf' ? Infinity : o.f === '-inf' ? -Infinity : Number(o.f));
  return new Map(o.d!.map(([k, w]) => [decode(k), decode(w)]));
}

/** What our dumper writes of a case. */
export const dumped = (c: DumpCase): string =>
  dumpYaml(decode(c.v), {
    defaultFlowStyle: c.o['default_flow_style'] as boolean | null,
    allowUnicode: c.o['allow_unicode'] === true,
    indent: c.o['indent'] as number | undefined,
    width: c.o['width'] as number | undefined,
    sortKeys: c.o['sort_keys'] !== false,
    defaultStyle: c.o['default_style'] as '"' | undefined,
    explicitStart: c.o['explicit_start'] === true,
  });
