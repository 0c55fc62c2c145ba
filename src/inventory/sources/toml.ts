import { extname } from 'node:path';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import { str } from '../../value/repr.ts';
import { truth } from '../../value/truth.ts';
import { typeName } from '../../value/type-name.ts';
import type { Value } from '../../value/types.ts';
import { expandHostPattern } from '../address.ts';
import type { InventorySource, SourceContext } from '../source.ts';
import { parseToml } from '../toml.ts';

const fail = (message: string): AnsibleError => new AnsibleError(message, { kind: 'inventory' });

function addGroup(given: string, body: Value, ctx: SourceContext): string {
  const { data } = ctx;
  if (body !== null && !(body instanceof Map)) {
    notices().warning(`Skipping '${given}' as this is not a valid group definition`);
    return given;
  }
  const group = data.addGroup(given);
  if (body === null) return group;
  const wrong = (section: string, kind: string, part: Value): AnsibleError =>
    fail(
      `Invalid "${section}" entry for "${group}" group, requires a ${kind}, found "<class '${typeName(part)}'>" instead.`,
    );
  for (const [key, part] of body) {
    if (key === 'vars') {
      if (!(part instanceof Map)) throw wrong('vars', 'dict', part);
      for (const [k, v] of part) data.setVariable(group, str(k), v);
    } else if (key === 'children') {
      if (!Array.isArray(part)) throw wrong('children', 'list', part);
      for (const child of part) data.addChild(group, addGroup(str(child), null, ctx));
    } else if (key === 'hosts') {
      if (!(part instanceof Map)) throw wrong('hosts', 'dict', part);
      for (const [pattern, vars] of part) {
        const { names, port } = expandHostPattern(str(pattern));
        for (const name of names) {
          const host = data.addHost(name, group, port);
          if (vars instanceof Map) for (const [k, v] of vars) host.setVariable(str(k), v, data.merge);
        }
      }
    } else
      notices().warning(
        `Skipping unexpected key "${str(key)}" in group "${group}", only "vars", "children" and "hosts" are valid`,
      );
  }
  return group;
}

/** Inventories in TOML. */
export const toml: InventorySource = {
  wants: (source, { loader }) => extname(source) === '.toml' && loader.exists(source),
  parse(source, ctx) {
    const value = parseToml(ctx.loader.readText(source), source);
    if (!truth(value)) throw fail('Parsed empty TOML file');
    if (truth(value.get('plugin') ?? null)) throw fail('Plugin configuration TOML file, not TOML inventory');
    for (const [group, body] of value) addGroup(str(group), body, ctx);
  },
};
