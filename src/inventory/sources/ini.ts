import { AnsibleError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import { literal } from '../../template/literal.ts';
import { PyBytes } from '../../value/containers.ts';
import { splitLines } from '../../value/str-split.ts';
import type { Value } from '../../value/types.ts';
import { expandHostPattern } from '../address.ts';
import { shellSplit } from '../shell-split.ts';
import type { InventorySource, SourceContext } from '../source.ts';

const MARK = '\ufeff';
const SECTION = /^\[([^:\]\s]+)(?::(\w+))?\]\s*(?:#.*)?$/;
const GROUP_NAME = /^([^:\]\s]+)\s*(?:#.*)?$/;

interface Pending {
  readonly line: number;
  readonly state: 'children' | 'vars';
  readonly name: string;
  readonly parents: string[];
}

/** A value as a Python literal where it is one, else as text; bytes are read as text. */
function parseValue(text: string): Value {
  // two signs are no literal
  const value = /^[-+]\s*[-+]/.test(text) ? undefined : literal(text);
  if (value instanceof PyBytes) return Buffer.from(value.data).toString('utf8');
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
    for (const raw of splitLines(text, false)) {
      this.#line++;
      const line = this.#line === 1 && raw.startsWith(MARK) ? this.#marked(raw) : raw.trim();
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
        data.setVariable(group, key, value);
      } else this.#child(line, group);
    }
    for (const p of this.#pending.values()) {
      if (p.state === 'vars')
        throw this.fail(`Section [${p.name}:vars] not valid for undefined group: ${p.name}`, p.line);
      throw this.fail(`Section [${p.parents.at(-1)}:children] includes undefined group: ${p.name}`, p.line);
    }
  }

  /** Ansible takes a byte order mark for a part of the first word. */
  #marked(raw: string): string {
    notices().warning(
      `${this.#path} begins with a byte order mark, which counts as part of its first word. Save it as UTF-8 without one.`,
    );
    return raw.trimEnd();
  }

  /** A group may be named before it is declared: who waits for it is kept. Any section makes the group. */
  #enter(group: string, state: 'hosts' | 'children' | 'vars'): void {
    const { data } = this.#ctx;
    if (!data.groups.has(group)) {
      if (state === 'vars' && !this.#pending.has(group))
        this.#pending.set(group, { line: this.#line, state, name: group, parents: [] });
      data.addGroup(group);
    }
    if (state !== 'vars') this.#declare(group);
  }

  #declare(group: string): void {
    const waiting = this.#pending.get(group);
    if (waiting === undefined) return;
    for (const parent of waiting.parents) {
      this.#ctx.data.addChild(parent, group);
      if (this.#pending.get(parent)?.state === 'children') this.#declare(parent);
    }
    this.#pending.delete(group);
  }

  #child(line: string, group: string): void {
    const { data } = this.#ctx;
    const m = GROUP_NAME.exec(line);
    if (m === null) throw this.fail(`Expected group name, got: ${line}`);
    const child = m[1]!;
    if (data.groups.has(child)) {
      data.addChild(group, child);
      return;
    }
    const waiting = this.#pending.get(child);
    if (waiting === undefined)
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
    new IniReader(source, ctx).read(data.toString('utf8'));
  },
};
