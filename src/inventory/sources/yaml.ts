import { extname } from 'node:path';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { expandHostPattern } from '../address.ts';
import { pythonType } from '../python-type.ts';
import type { InventorySource, SourceContext } from '../source.ts';

const fail = (message: string): AnsibleError => new AnsibleError(message, { kind: 'inventory' });

/** Adds a group of a YAML inventory with what is below it; gives its name. */
function addGroupTree(given: Value, body: Value, ctx: SourceContext): string {
  const { data } = ctx;
  const wanted = str(given);
  if (body !== null && !(body instanceof Map)) {
    notices().warning(`Skipping '${wanted}' as this is not a valid group definition`);
    return wanted;
  }
  let group: string;
  try {
    if (asText(given) === undefined)
      throw fail(`Invalid group name supplied, expected a string but got ${pythonType(given)} for ${wanted}`);
    group = data.addGroup(wanted);
  } catch (e) {
    throw fail(`Unable to add group ${wanted}: ${(e as Error).message}`);
  }
  if (body === null) return group;
  for (const section of ['vars', 'children', 'hosts']) {
    const part = body.get(section);
    if (part === undefined || part === null || part instanceof Map) continue;
    const text = asText(part);
    if (text === undefined)
      throw fail(
        `Invalid "${section}" entry for "${group}" group, requires a dictionary, found "${pythonType(part)}" instead.`,
      );
    body.set(section, new Map([[text, null]]));
  }
  for (const [key, part] of body) {
    if (!(part instanceof Map)) {
      const why = `Skipping key (${str(key)}) in group (${group}) as it is`;
      if (part === null) notices().verbose(3, `${why} empty`);
      else notices().warning(`${why} not a mapping, it is a ${pythonType(part)}`);
      continue;
    }
    if (key === 'vars') for (const [k, v] of part) data.setVariable(group, str(k), v);
    else if (key === 'children')
      for (const [k, v] of part) {
        const child = addGroupTree(k, v, ctx);
        data.addChild(group, child);
      }
    else if (key === 'hosts') for (const [k, v] of part) addHosts(k, v, group, ctx);
    else
      notices().warning(
        `Skipping unexpected key (${str(key)}) in group (${group}), only "vars", "children" and "hosts" are valid`,
      );
  }
  return group;
}

function addHosts(pattern: Value, vars: Value, group: string, { data }: SourceContext): void {
  const text = asText(pattern);
  if (text === undefined)
    throw fail(`Host pattern ${str(pattern)} must be a string. Enclose integers/floats in quotation marks.`);
  const { names, port } = expandHostPattern(text);
  if (vars !== null && truth(vars) && !(vars instanceof Map))
    throw fail(`Invalid data from file, expected dictionary and got:\n\n${str(vars)}`);
  for (const name of names) {
    const host = data.addHost(name, group, port);
    if (vars instanceof Map) for (const [k, v] of vars as Dict) host.setVariable(str(k), v, data.merge);
  }
}

/** Inventories in YAML and JSON. */
export const yaml: InventorySource = {
  wants(source, { loader, settings }) {
    if (!loader.isFile(source)) return false;
    const ext = extname(source);
    const known = settings.plugin('inventory', 'yaml', 'yaml_extensions');
    return ext === '' || (Array.isArray(known) && known.includes(ext));
  },
  parse(source, ctx) {
    const value = ctx.loader.loadFile(source, { cache: false });
    if (!truth(value)) throw fail('Parsed empty YAML file');
    if (!(value instanceof Map))
      throw fail(
        `YAML inventory has invalid structure, it should be a dictionary, got: ${pythonType(value)}`,
      );
    if (truth(value.get('plugin') ?? null)) throw fail('Plugin configuration YAML file, not YAML inventory');
    for (const [group, body] of value) addGroupTree(group, body, ctx);
  },
};
