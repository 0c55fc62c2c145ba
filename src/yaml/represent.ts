import { sorted } from '../value/compare.ts';
import { PyBytes, PySet } from '../value/containers.ts';
import { isDict, toDict } from '../value/dict.ts';
import { isIterable, iterate } from '../value/iterate.ts';
import { floatRepr } from '../value/number.ts';
import { str } from '../value/repr.ts';
import { isText, textOf } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { type Dict, PyFloat, Tuple, type Value, VaultText } from '../value/types.ts';
import { isUndefined } from '../value/undefined.ts';
import { CORE } from './nodes.ts';
import { resolvePlain } from './resolve.ts';

export type DumpStyle = '|' | '>' | '"' | "'";

/** A node to be written. `tag` only where it must be shown; `plain` tells whether a plain scalar reads back the same. */
export type DumpNode =
  | {
      readonly kind: 'scalar';
      readonly text: string;
      readonly tag: string | undefined;
      readonly plain: boolean;
      readonly quoted: boolean;
      readonly style: DumpStyle | undefined;
    }
  | { readonly kind: 'sequence'; readonly items: DumpNode[]; flow: boolean; anchor?: string }
  | {
      readonly kind: 'mapping';
      readonly tag: string | undefined;
      readonly pairs: Array<[DumpNode, DumpNode]>;
      flow: boolean;
      anchor?: string;
    }
  | { readonly kind: 'alias'; readonly of: DumpNode };

export interface RepresentOptions {
  readonly sortKeys: boolean;
  /** True: flow; false: block; null: flow where only plain scalars are inside. */
  readonly defaultFlowStyle: boolean | null;
  readonly defaultStyle: DumpStyle | undefined;
  readonly block: ((text: string) => string | undefined) | undefined;
  /** Vaulted text is written as `!vault`; otherwise its plain text. */
  readonly ansible: boolean;
}

const MAX_DEPTH = 900;

/** Values as nodes, the way PyYAML's SafeRepresenter and AnsibleDumper make them; the same list or dict twice is an alias. */
export class Representer {
  readonly #o: RepresentOptions;
  readonly #seen = new Map<object, DumpNode>();
  #depth = 0;

  constructor(options: RepresentOptions) {
    this.#o = options;
  }

  node(value: Value): DumpNode {
    if (++this.#depth > MAX_DEPTH) throw new RangeError('maximum recursion depth exceeded');
    const out = this.#node(value);
    this.#depth--;
    return out;
  }

  #node(value: Value): DumpNode {
    if (value === null) return this.#scalar('null', 'null');
    if (typeof value === 'boolean') return this.#scalar(value ? 'true' : 'false', 'bool');
    if (typeof value === 'number' || typeof value === 'bigint') return this.#scalar(String(value), 'int');
    if (value instanceof PyFloat) return this.#scalar(floatText(value.value), 'float');
    if (value instanceof VaultText && this.#o.ansible) return this.#tagged('!vault', value.ciphertext, '|');
    if (isText(value)) return this.#text(textOf(value));
    if (isUndefined(value)) {
      truth(value);
      return this.#text(str(value));
    }
    if (value instanceof PyBytes) return this.#tagged(`${CORE}binary`, base64Lines(value.data), '|');
    if (isDict(value)) return this.#mapping(value, toDict(value), undefined);
    if (value instanceof PySet)
      return this.#mapping(value, new Map([...value.values()].map((v) => [v, null])), `${CORE}set`);
    if (Array.isArray(value)) return this.#sequence(value, value);
    if (/^(datetime|date)$/.test((value as { typeName?: string }).typeName ?? ''))
      return this.#scalar(str(value), 'timestamp');
    if (isIterable(value)) return this.#sequence(value, [...iterate(value)]);
    return this.#text(str(value));
  }

  #scalar(text: string, type: string): DumpNode {
    const tag = CORE + type;
    const plain = resolvePlain(text) === tag;
    return {
      kind: 'scalar',
      text,
      tag: plain ? undefined : tag,
      plain,
      quoted: false,
      style: this.#o.defaultStyle,
    };
  }
  #text(text: string): DumpNode {
    const block = this.#o.block?.(text);
    const shown = block ?? text;
    return {
      kind: 'scalar',
      text: shown,
      tag: undefined,
      plain: resolvePlain(shown) === `${CORE}str`,
      quoted: true,
      style: block === undefined ? this.#o.defaultStyle : '|',
    };
  }
  #tagged(tag: string, text: string, style: DumpStyle): DumpNode {
    return { kind: 'scalar', text, tag, plain: false, quoted: false, style };
  }

  /** The alias of a container that was seen before. */
  #again(of: object): DumpNode | undefined {
    const known = this.#seen.get(of);
    if (known === undefined) return undefined;
    if ((known.kind === 'sequence' || known.kind === 'mapping') && known.anchor === undefined) {
      known.anchor = '';
    }
    return { kind: 'alias', of: known };
  }

  #sequence(of: object, items: readonly Value[]): DumpNode {
    const shared = !(of instanceof Tuple && items.length === 0);
    const again = shared ? this.#again(of) : undefined;
    if (again !== undefined) return again;
    const node = { kind: 'sequence' as const, items: [] as DumpNode[], flow: true };
    if (shared) this.#seen.set(of, node);
    for (const v of items) node.items.push(this.node(v));
    node.flow = this.#o.defaultFlowStyle ?? node.items.every((n) => this.#bare(n));
    return node;
  }

  #mapping(of: object, dict: Dict, tag: string | undefined): DumpNode {
    const again = this.#again(of);
    if (again !== undefined) return again;
    const node = { kind: 'mapping' as const, tag, pairs: [] as Array<[DumpNode, DumpNode]>, flow: true };
    this.#seen.set(of, node);
    for (const key of this.#keys(dict)) node.pairs.push([this.node(key), this.node(dict.get(key)!)]);
    node.flow = this.#o.defaultFlowStyle ?? node.pairs.every(([k, v]) => this.#bare(k) && this.#bare(v));
    return node;
  }
  #bare(n: DumpNode): boolean {
    const of = n.kind === 'alias' ? n.of : n;
    return of.kind === 'scalar' && of.style === undefined;
  }
  #keys(dict: Dict): Value[] {
    const keys = [...dict.keys()];
    if (!this.#o.sortKeys) return keys;
    try {
      return sorted(keys);
    } catch {
      // Keys that have no order among them stay as they are.
      return keys;
    }
  }
}

function floatText(x: number): string {
  if (Number.isNaN(x)) return '.nan';
  if (x === Infinity) return '.inf';
  if (x === -Infinity) return '-.inf';
  const text = floatRepr(x).toLowerCase();
  return text.includes('.') ? text : text.replace('e', '.0e');
}

const base64Lines = (data: Uint8Array): string =>
  (
    Buffer.from(data)
      .toString('base64')
      .match(/.{1,76}/g) ?? []
  )
    .map((l) => `${l}\n`)
    .join('');
