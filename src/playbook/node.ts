import type { Position } from '../errors/position.ts';
import { randomHex } from '../value/random-hex.ts';
import { Tuple, type Value } from '../value/types.ts';
import type { Keyword, KeywordTable } from './keywords.ts';

/** A play, role, block or task: its own keywords, and those that its parents hand down. */
export abstract class PlaybookNode {
  abstract readonly keywords: KeywordTable;
  /** Keywords as written, raw. */
  readonly own = new Map<string, Value>();
  position: Position | undefined;
  vars: Map<string, Value> = new Map();
  uuid: string = newUuid();
  readonly #inherited = new Map<string, Value | undefined>();

  get name(): string {
    const n = this.own.get('name');
    return n === undefined || n === null
      ? ''
      : typeof n === 'string'
        ? n
        : String((n as { text?: string }).text ?? n);
  }

  /** The nodes whose values this one inherits, nearest first; each gives its own inheritance. */
  protected abstract parentValue(name: string, keyword: Keyword, soFar: Value | undefined): Value | undefined;

  /** The value of a keyword with inheritance, raw; undefined where nobody sets it. */
  get(name: string): Value | undefined {
    const known = this.#inherited.get(name);
    if (known !== undefined || this.#inherited.has(name)) return known;
    const keyword = this.keywords[name];
    if (!keyword?.inherit) return this.own.get(name);
    const own = this.own.get(name);
    const value = own === undefined || keyword.extend ? this.parentValue(name, keyword, own) : own;
    this.#inherited.set(name, value);
    return value;
  }

  /** Sets an own keyword; earlier look-ups of it are forgotten (those of children are not: set before they ask). */
  set(name: string, value: Value | undefined): void {
    if (value === undefined) this.own.delete(name);
    else this.own.set(name, value);
    this.#inherited.clear();
  }

  /** Forgets what was looked up, after a parent changed. */
  forget(): void {
    this.#inherited.clear();
  }

  protected copyOwnFrom(other: PlaybookNode): void {
    for (const [k, v] of other.own) this.own.set(k, v);
    this.position = other.position;
    this.vars = other.vars;
    this.uuid = other.uuid;
  }
}

let counter = 0;
const seed = randomHex(6);
/** A text that names a node for the length of a run, in the form of Ansible's uuids. */
export function newUuid(): string {
  counter += 1;
  return `${seed.slice(0, 8)}-${seed.slice(8)}-0000-0000-${counter.toString(16).padStart(12, '0')}`;
}

/** Joins a keyword's values over the levels: no neighbouring repetition, as Ansible joins them. */
export function joinValues(own: Value | undefined, parent: Value | undefined, prepend: boolean): Value[] {
  const list = (v: Value | undefined): Value[] =>
    v === undefined || v === null ? [] : Array.isArray(v) && !(v instanceof Tuple) ? v : [v];
  const all = prepend ? [...list(parent), ...list(own)] : [...list(own), ...list(parent)];
  return all.filter((v, i) => i === 0 || !(typeof v === 'string' && v === all[i - 1]));
}
