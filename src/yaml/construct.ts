import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Position } from '../errors/position.ts';
import { errorText } from '../errors/report.ts';
import { PyBytes, PySet } from '../value/containers.ts';
import { dictHas, dictSet } from '../value/dict.ts';
import { repr, str } from '../value/repr.ts';
import { type Dict, Tuple, UnsafeText, type Value, VaultText } from '../value/types.ts';
import { YamlProblem } from './cursor.ts';
import { CORE, type MappingNode, type Node, type SequenceNode } from './nodes.ts';
import { parseFloatScalar, parseIntScalar } from './numbers.ts';
import { setPlaces } from './positions.ts';
import { parseTimestamp } from './timestamp.ts';

export interface ConstructOptions {
  readonly file: string;
  /** Decrypts `!vault` text (DUPLICATE_YAML_DICT_KEY and positions aside, all that Ansible adds to YAML). */
  readonly vault?: ((ciphertext: string) => string) | undefined;
  readonly duplicates?: 'warn' | 'error' | 'ignore' | undefined;
  /** Plain SafeLoader: no tags of Ansible's, no warnings. */
  readonly safe?: boolean | undefined;
}

/** Makes values of nodes, as PyYAML's SafeConstructor and Ansible's own constructor do. Throws YamlProblem. */
export class Constructor {
  readonly #o: ConstructOptions;
  /** Containers by node: an alias gives the very same object, and a container may hold itself. */
  readonly #made = new Map<Node, Value>();

  /** What is left to fill. PyYAML fills a container after its siblings are made, which shows in what is told first. */
  #later: Array<() => void> = [];

  constructor(options: ConstructOptions) {
    this.#o = options;
  }

  /** The value of a document's root. */
  make(root: Node): Value {
    const out = this.#object(root);
    this.#finish();
    return out;
  }

  #finish(): void {
    while (this.#later.length > 0) {
      const now = this.#later;
      this.#later = [];
      for (const fill of now) fill();
    }
  }

  #object(node: Node): Value {
    if (node.kind === 'scalar') {
      if (node.tag === STR) return node.text;
      return this.#scalar(node.tag, node);
    }
    const made = this.#made.get(node);
    if (made !== undefined) return made;
    if (node.kind === 'mapping' && node.tag === MAP) return this.#mapping(node);
    if (node.kind === 'sequence' && node.tag === SEQ) return this.#sequence(node);
    return this.#tagged(node.tag, node);
  }

  #sequence(node: SequenceNode): Value {
    const out: Value[] = [];
    this.#made.set(node, out);
    this.#later.push(() => {
      const at: number[] = [];
      for (const item of node.items) {
        out.push(this.#object(item));
        at.push(item.line, item.column);
      }
      setPlaces(out, this.#o.file, node.line, node.column, undefined, at);
    });
    return out;
  }

  #mapping(node: MappingNode): Value {
    const out: Dict = new Map();
    this.#made.set(node, out);
    this.#later.push(() => this.#fill(node, out));
    return out;
  }

  #fill(node: MappingNode, out: Dict): void {
    this.#flatten(node);
    const keys: Value[] = [];
    const at: number[] = [];
    for (const [keyNode, valueNode] of node.pairs) {
      const key = this.#key(keyNode, node);
      const known = typeof key === 'string' ? out.has(key) : dictHas(out, key);
      if (known && this.#o.safe !== true) this.#duplicate(node, key);
      const value = this.#object(valueNode);
      if (typeof key === 'string') out.set(key, value);
      else dictSet(out, key, value);
      keys.push(key);
      at.push(keyNode.line, keyNode.column, valueNode.line, valueNode.column);
    }
    setPlaces(out, this.#o.file, node.line, node.column, keys, at);
  }

  #key(keyNode: Node, mapping: Node): Value {
    const type = UNHASHABLE[keyNode.tag];
    if (type !== undefined)
      throw at(
        this.#o.safe === true
          ? 'found unhashable key'
          : `found unacceptable key (unhashable type: '${type}')`,
        keyNode,
      ).within('while constructing a mapping', mapping.line, mapping.column);
    const key = this.#object(keyNode);
    return key instanceof UnsafeText || key instanceof VaultText ? key.text : key;
  }

  #duplicate(node: MappingNode, key: Value): void {
    if (this.#o.duplicates === 'ignore') return;
    const text =
      `While constructing a mapping from ${this.#o.file}, line ${node.line}, column ${node.column}, ` +
      `found a duplicate dict key (${str(key)}).`;
    if (this.#o.duplicates === 'error') throw at(text + ' Using last defined value only.', node);
    notices().warning(text + ' Using last defined value only.');
  }

  /** `<<` keys: what they name is put before the mapping's own pairs. */
  #merged = 0;

  /** Mappings that are being flattened: one may merge itself. */
  readonly #flattening = new Set<Node>();

  /** The pairs that a mapping gives to one that merges it. */
  #pairsOf(node: MappingNode): ReadonlyArray<readonly [Node, Node]> {
    if (this.#flattening.has(node)) return node.pairs.filter(([key]) => key.tag !== MERGE);
    this.#flatten(node);
    return node.pairs;
  }

  #flatten(node: MappingNode): void {
    this.#flattening.add(node);
    this.#flattenOnce(node);
    this.#flattening.delete(node);
  }

  #flattenOnce(node: MappingNode): void {
    let merge: Array<readonly [Node, Node]> | undefined;
    const own: Array<readonly [Node, Node]> = [];
    for (const pair of node.pairs) {
      const [key, value] = pair;
      if (key.tag === MERGE) {
        merge ??= [];
        if (value.kind === 'mapping') {
          for (const p of this.#pairsOf(value)) merge.push(p);
        } else if (value.kind === 'sequence') {
          for (const sub of value.items)
            if (sub.kind !== 'mapping')
              throw at(`expected a mapping for merging, but found ${sub.kind}`, sub).within(
                'while constructing a mapping',
                node.line,
                node.column,
              );
          const maps = value.items as MappingNode[];
          const given = maps.map((sub) => this.#pairsOf(sub));
          for (const pairs of given.reverse()) for (const p of pairs) merge.push(p);
        } else
          throw at(
            `expected a mapping or list of mappings for merging, but found ${value.kind}`,
            value,
          ).within('while constructing a mapping', node.line, node.column);
      } else if (key.tag === VALUE && key.kind === 'scalar') own.push([{ ...key, tag: STR }, value]);
      else own.push(pair);
    }
    // A node that several mappings merge is flattened once; after that it holds no `<<` of its own.
    if (merge === undefined) {
      if (own.some((p, i) => p !== node.pairs[i])) node.pairs = own;
      return;
    }
    this.#merged += merge.length;
    if (this.#merged > MAX_MERGED)
      throw at(`the merge keys of this YAML stand for more than ${MAX_MERGED} pairs`, node);
    node.pairs = [...merge, ...own];
  }

  #scalar(tag: string, node: Node): Value {
    if (tag === NULL) {
      this.#text(node);
      return null;
    }
    const made = this.#made.get(node);
    return made !== undefined ? made : this.#tagged(tag, node);
  }

  #tagged(tag: string, node: Node): Value {
    if (tag.startsWith(CORE)) {
      switch (tag.slice(CORE.length)) {
        case 'str':
          return this.#text(node);
        case 'null':
          this.#text(node);
          return null;
        case 'bool': {
          const b = BOOLS.get(this.#text(node).toLowerCase());
          if (b === undefined) throw at(`'${this.#text(node).toLowerCase()}'`, node);
          return b;
        }
        case 'int':
          return this.#number(parseIntScalar(this.#text(node)), 'int', node);
        case 'float':
          return this.#number(parseFloatScalar(this.#text(node)), 'float', node);
        case 'timestamp':
          return this.#keep(
            node,
            parseTimestamp(this.#text(node), (m) => at(m, node)),
          );
        case 'binary':
          return this.#keep(node, this.#binary(node));
        case 'set':
          return this.#set(node);
        case 'omap':
          return this.#pairs(node);
        case 'pairs':
          return this.#pairs(node);
        case 'seq':
          if (node.kind === 'sequence') return this.#sequence(node);
          return this.#wrong(node, [], 'sequence');
        case 'map':
          if (node.kind === 'mapping') return this.#mapping(node);
          return this.#wrong(node, new Map(), 'mapping');
      }
    } else if (this.#o.safe !== true) {
      if (tag === '!unsafe') return this.#keep(node, this.#unsafe(node));
      if (tag === '!vault' || tag === '!vault-encrypted') return this.#keep(node, this.#vault(node));
    }
    throw at(`could not determine a constructor for the tag ${repr(tag)}`, node);
  }

  /** A tag on a node of another kind: found when the container is filled. */
  #wrong(node: Node, out: Value, kind: string): Value {
    this.#made.set(node, out);
    this.#later.push(() => {
      throw at(`expected a ${kind} node, but found ${node.kind}`, node);
    });
    return out;
  }

  #keep(node: Node, value: Value): Value {
    this.#made.set(node, value);
    return value;
  }

  #text(node: Node): string {
    if (node.kind === 'scalar') return node.text;
    if (node.kind === 'mapping') for (const [k, v] of node.pairs) if (k.tag === VALUE) return this.#text(v);
    throw at(`expected a scalar node, but found ${node.kind}`, node);
  }

  #number(value: Value | undefined, type: string, node: Node): Value {
    if (value !== undefined) return value;
    const text = this.#text(node);
    throw at(
      type === 'int'
        ? `invalid literal for int() with base 10: ${repr(text)}`
        : `could not convert string to float: ${repr(text)}`,
      node,
    );
  }

  #binary(node: Node): Value {
    const text = this.#text(node);
    const chars = Array.from(text);
    const odd = chars.findIndex((ch) => ch > '\x7f');
    if (odd !== -1)
      throw at(
        `failed to convert base64 data into ascii: 'ascii' codec can't encode character ${escaped(chars[odd]!)} in position ${odd}: ordinal not in range(128)`,
        node,
      );
    const body = base64Body(text);
    if (body.text.length % 4 === 1)
      throw at(
        `failed to decode base64 data: Invalid base64-encoded string: number of data characters (${body.text.length}) cannot be 1 more than a multiple of 4`,
        node,
      );
    if (!body.padded && body.text.length % 4 !== 0)
      throw at('failed to decode base64 data: Incorrect padding', node);
    return new PyBytes(Buffer.from(body.text, 'base64'));
  }

  #set(node: Node): Value {
    const out = new PySet();
    this.#made.set(node, out);
    this.#later.push(() => {
      if (node.kind !== 'mapping') throw at(`expected a mapping node, but found ${node.kind}`, node);
      this.#flatten(node);
      for (const [k, v] of node.pairs) {
        const key = this.#key(k, node);
        this.#object(v);
        out.add(key);
      }
    });
    return out;
  }

  #pairs(node: Node): Value {
    const out: Value[] = [];
    this.#made.set(node, out);
    this.#later.push(() => {
      if (node.kind !== 'sequence') throw at(`expected a sequence, but found ${node.kind}`, node);
      for (const item of node.items) {
        if (item.kind !== 'mapping') throw at(`expected a mapping of length 1, but found ${item.kind}`, item);
        if (item.pairs.length !== 1)
          throw at(`expected a single mapping item, but found ${item.pairs.length} items`, item);
        const [k, v] = item.pairs[0]!;
        const pair = new Tuple();
        pair.push(this.#object(k), this.#object(v));
        out.push(pair);
      }
    });
    return out;
  }

  /** Everything below `!unsafe` is never templated. */
  #unsafe(node: Node): Value {
    if (node.kind === 'scalar') {
      const v = this.#object({ ...node, tag: STR });
      return new UnsafeText(v as string);
    }
    const before = this.#later;
    this.#later = [];
    const v = node.kind === 'mapping' ? this.#mapping(node) : this.#sequence(node);
    this.#finish();
    this.#later = before;
    return wrapUnsafe(v, new Set());
  }

  #vault(node: Node): Value {
    const text = this.#text(node);
    const decrypt = this.#o.vault;
    if (decrypt === undefined) throw at('found !vault but no vault password provided', node);
    const { file } = this.#o;
    const position: Position | undefined =
      file === undefined ? undefined : { file, line: node.line, column: node.column };
    return new VaultText(text, (ciphertext) => {
      try {
        return decrypt(ciphertext);
      } catch (e) {
        // a damaged text is told with its place, any other refusal without
        if (e instanceof AnsibleError && / format .*error: /.test(e.message) && position !== undefined) {
          e.position ??= position;
          notices().warning(`There was a vault format error: ${errorText(e).trimEnd()}`, true);
        }
        throw e;
      }
    });
  }
}

function wrapUnsafe(v: Value, seen: Set<Value>): Value {
  if (typeof v === 'string') return new UnsafeText(v);
  if (seen.has(v)) return v;
  if (v instanceof Map) {
    seen.add(v);
    for (const [k, x] of v) v.set(k, wrapUnsafe(x, seen));
  } else if (Array.isArray(v)) {
    seen.add(v);
    for (let i = 0; i < v.length; i++) v[i] = wrapUnsafe(v[i]!, seen);
  }
  return v;
}

/** Python's ascii() of one character. */
function escaped(ch: string): string {
  const hex = ch.codePointAt(0)!.toString(16);
  const [sign, width] = hex.length <= 2 ? ['x', 2] : hex.length <= 4 ? ['u', 4] : ['U', 8];
  return `'\\${sign}${hex.padStart(width as number, '0')}'`;
}

/** The digits that count, and whether padding ended them: Python passes over what is no base64. */
function base64Body(text: string): { text: string; padded: boolean } {
  let out = '';
  let pads = 0;
  for (const ch of text) {
    if (ch === '=') {
      if (out.length % 4 >= 2 && (out.length % 4) + ++pads >= 4) return { text: out, padded: true };
    } else if (/[A-Za-z0-9+/]/.test(ch)) {
      out += ch;
      pads = 0;
    }
  }
  return { text: out, padded: false };
}

const STR = `${CORE}str`;
const MAP = `${CORE}map`;
const SEQ = `${CORE}seq`;
const NULL = `${CORE}null`;
const UNHASHABLE: Readonly<Record<string, string>> = {
  [MAP]: 'AnsibleMapping',
  [SEQ]: 'AnsibleSequence',
  [`${CORE}set`]: 'set',
  [`${CORE}omap`]: 'list',
  [`${CORE}pairs`]: 'list',
};
const MERGE = `${CORE}merge`;
/** More pairs than this, that merge keys bring in, are taken for a bomb. */
const MAX_MERGED = 2_000_000;
const VALUE = `${CORE}value`;
const BOOLS = new Map([
  ['yes', true],
  ['no', false],
  ['true', true],
  ['false', false],
  ['on', true],
  ['off', false],
]);
const at = (problem: string, node: Node): YamlProblem =>
  new YamlProblem(problem, node.line, node.column, 'Constructor');
