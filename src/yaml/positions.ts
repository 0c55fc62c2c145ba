import type { Position } from '../errors/position.ts';
import type { Dict, Value } from '../value/types.ts';

/** Where a container and what is in it stood: for dicts four numbers an entry (key, value), for lists two an item. */
interface Places {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly keys: Value[] | undefined;
  readonly at: number[];
}

const table = new WeakMap<object, Places>();

/** Remembers places; used by the loader, and by who makes a task of parts of another. */
export function setPlaces(
  of: Dict | Value[],
  file: string,
  line: number,
  column: number,
  keys: Value[] | undefined,
  at: number[],
): void {
  table.set(of, { file, line, column, keys, at });
}

const position = (
  file: string,
  line: number | undefined,
  column: number | undefined,
): Position | undefined => (line === undefined || column === undefined ? undefined : { file, line, column });

/** Where a mapping or sequence begins, as Ansible's ansible_pos has it; undefined where it was not read from YAML. */
export function positionOf(of: Value | undefined): Position | undefined {
  if (typeof of !== 'object' || of === null) return undefined;
  const p = table.get(of);
  return p === undefined ? undefined : position(p.file, p.line, p.column);
}
function entry(dict: Dict, key: Value, offset: number): Position | undefined {
  const p = table.get(dict);
  const i = p?.keys?.lastIndexOf(key) ?? -1;
  return p === undefined || i < 0
    ? undefined
    : position(p.file, p.at[4 * i + offset], p.at[4 * i + offset + 1]);
}
export const positionOfKey = (dict: Dict, key: Value): Position | undefined => entry(dict, key, 0);
export const positionOfValue = (dict: Dict, key: Value): Position | undefined => entry(dict, key, 2);
export function positionOfItem(list: Value[], index: number): Position | undefined {
  const p = table.get(list);
  return p === undefined ? undefined : position(p.file, p.at[2 * index], p.at[2 * index + 1]);
}
/** Gives `to` the places of `from` (a copy of a dict or list keeps where it came from). */
export function copyPosition<T extends Dict | Value[]>(to: T, from: Dict | Value[]): T {
  const p = table.get(from);
  if (p !== undefined) table.set(to, p);
  return to;
}
