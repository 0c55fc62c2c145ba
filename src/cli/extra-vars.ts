import { OptionsError, ParserError } from '../errors/ansible-error.ts';
import type { Dict, Value } from '../value/types.ts';
import { parseKv } from '../vars/kv.ts';
import type { DataLoader } from '../vault/data-loader.ts';

/**
 * The variables of all -e options, later ones over earlier ones: "@file", JSON or YAML text, or k=v words. Throws
 * OptionsError for what is no dictionary, AnsibleError for what cannot be read.
 */
export function extraVars(options: readonly string[], loader: DataLoader): Map<string, Value> {
  const out = new Map<string, Value>();
  for (const text of options) {
    if (text === '') continue;
    const data = readOne(text, loader);
    if (!(data instanceof Map))
      throw new OptionsError(
        `Invalid extra vars data supplied. '${shown(text, loader)}' could not be made into a dictionary`,
      );
    for (const [k, v] of data as Dict) out.set(String(k), v);
  }
  return out;
}

/** An option as Ansible names it: a file with its full path. */
const shown = (text: string, loader: DataLoader): string =>
  text.startsWith('@') ? `@${loader.path(text.slice(1))}` : text;

function readOne(text: string, loader: DataLoader): Value {
  if (text.startsWith('@')) return loader.loadFile(text.slice(1));
  if (text.startsWith('/') || text.startsWith('.'))
    throw new OptionsError(`Please prepend extra_vars filename '${text}' with '@'`);
  if (text.startsWith('[') || text.startsWith('{')) return loader.parse(text);
  if (/^ +$/.test(text)) throw new ParserError('Unable to parse argument string. list index out of range');
  return parseKv(text);
}
