import { AnsibleError } from '../../errors/ansible-error.ts';
import { literal } from '../../template/literal.ts';
import type { Value } from '../../value/types.ts';
import { expandHostPattern } from '../address.ts';
import { shellSplit } from '../shell-split.ts';
import type { InventorySource, SourceContext } from '../source.ts';

const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const GROUP_NAME = /^([^:\]\s]+)\s*(?:#.*)?$/;

interface Pending {
  readonly line: number;
  readonly state: 'children' | 'vars';
  readonly name: string;
  readonly parents: string[];
}

/** A value as a Python literal where it is one, else as text. */
function parseValue(text: string): Value {
  const value = literal(text);
  return value === undefined ? text : value;
}

class IniReader {
  #line = 0;
  readonly #path: string;
  readonly #ctx: SourceContext;
  readonly #pending = new Map<string, Pending>();

  constructor(path: string, ctx: SourceContext) {
    this.#path = path;
    this.#ctx = ctx;
  }
  fail(message: string, line = this.#line): AnsibleError {
    return new AnsibleError(`${this.#path}:${line}: ${message}`, { kind: 'inventory' });
  }

  read(text: string): void {
    const { data } = this.#ctx;
    let group = 'ungrouped';
    let state = 'hosts';
    for (const raw of text.split('\n')) {
      this.#line++;
      const line = raw.trim();
      if (line === '' || line[0] === ';' || line[0] === '#') continue;
      const section = SECTION.exec(line);
      if (section !== null) {
        group = data.safeName(section[1]!);
        state = section[2] ?? 'hosts';
        if (state !== 'hosts' && state !== 'children' && state !== 'vars')
          throw this.fail(`Section [${section[1]}:${state}] has unknown type: ${state}`);
        this.#enter(group, state);
        continue;
      }
      if (line.startsWith('[') && line.endsWith(']'))
        throw this.fail(
          `Invalid section entry: '${line}'. Please make sure that there are no spaces in the section entry, and that there are no other invalid characters`,
        );
      if (state === 'hosts') this.#host(line, group);
      else if (state === 'vars') {
        const [key, value] = this.#variable(line);
        // Variables of a group that is declared later wait in no group yet: Ansible refuses them at the end.
        if (data.groups.has(group)) data.setVariable(group, key, value);
      } else this.#child(line, group);
    }
    for (const p of this.#pending.values()) {
      if (p.state === 'vars')
        throw this.fail(`Section [${p.name}:vars] not valid for undefined group: ${p.name}`, p.line);
      throw this.fail(`Section [${p.parents.at(-1)}:children] includes undefined group: ${p.name}`, p.line);
    }
  }

  /** A group may be named before it is declared: who waits for it is kept. */
  #enter(group: string, state: 'hosts' | 'children' | 'vars'): void {
    const { data } = this.#ctx;
    if (state === 'vars') {
      if (!data.groups.has(group))
        this.#pending.set(group, { line: this.#line, state, name: group, parents: [] });
      return;
    }
    const waiting = this.#pending.get(group);
    data.addGroup(group);
    if (waiting === undefined) return;
    this.#pending.delete(group);
    for (const parent of waiting.parents) data.addChild(parent, group);
  }

  #child(line: string, group: string): void {
    const { data } = this.#ctx;
    const m = GROUP_NAME.exec(line);
    if (m === null) throw this.fail(`Expected group name, got: ${line}`);
    const child = data.safeName(m[1]!);
    if (data.groups.has(child)) {
      data.addChild(group, child);
      return;
    }
    const waiting = this.#pending.get(child);
    if (waiting === undefined || waiting.state === 'vars')
      this.#pending.set(child, { line: this.#line, state: 'children', name: child, parents: [group] });
    else waiting.parents.push(group);
  }

  #variable(line: string): [string, Value] {
    const at = line.indexOf('=');
    if (at === -1) throw this.fail(`Expected key=value, got: ${line}`);
    return [line.slice(0, at).trim(), parseValue(line.slice(at + 1).trim())];
  }

  #host(line: string, group: string): void {
    const { data } = this.#ctx;
    let words: string[];
    try {
      words = shellSplit(line);
    } catch (e) {
      throw this.fail(`Error parsing host definition '${line}': ${(e as Error).message}`);
    }
    if (words.length === 0) return;
    const { names, port } = expandHostPattern(words[0]!);
    const vars: Array<[string, Value]> = words.slice(1).map((word) => {
      const at = word.indexOf('=');
      if (at === -1) throw this.fail(`Expected key=value host variable assignment, got: ${word}`);
      return [word.slice(0, at), parseValue(word.slice(at + 1))];
    });
    for (const name of names) {
      const host = data.addHost(name, group, port);
      for (const [k, v] of vars) host.setVariable(k, v, data.merge);
    }
  }
}

/** Inventories in the ini form. */
export const ini: InventorySource = {
  wants: (source, { loader }) => loader.exists(source),
  parse(source, ctx) {
    const { data } = ctx.loader.readFile(source);
    new IniReader(source, ctx).read(data.toString('utf8').replace(/^\ufeff/, ''));
  },
};
