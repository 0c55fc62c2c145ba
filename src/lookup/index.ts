import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { type LookupContext, type LookupDefinition, Pending } from '../template/define.ts';
import type { TemplarEnvironment } from '../template/environment.ts';
import { ansibleError } from '../template/errors.ts';
import { evaluate } from '../template/evaluation.ts';
import { lookupContext } from '../template/lookup-call.ts';
import { lookupOptions } from '../template/lookup-options.ts';
import { lookupFullName } from '../template/moved-lookups.ts';
import { ansibleErrorOf } from '../template/problems.ts';
import type { Templar } from '../template/templar.ts';
import { wrapUnsafe } from '../template/unsafe.ts';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import { lookupLoaders } from './registry.gen.ts';

type Loader = () => Promise<{ readonly default: LookupDefinition }>;
const loaded = new Map<string, LookupDefinition>();
/** Loops that take a list and nothing else; a single text counts as a list of one. */
const needList = new Set(['list', 'indexed_items', 'flattened']);
const builtin = /^ansible\.(?:builtin|legacy)\./;

/**
 * A lookup of ours by short or full name; a promise the first time (each is loaded when it is first used), undefined
 * where there is none. Fits TemplarEnvironment.lookup.
 */
export function findLookup(
  name: string,
): LookupDefinition | undefined | Promise<LookupDefinition | undefined> {
  const key = lookupFullName(name);
  const known = loaded.get(key);
  if (known) return known;
  const loader = (lookupLoaders as Readonly<Record<string, Loader>>)[key];
  if (!loader) return undefined;
  return loader().then((m) => {
    loaded.set(key, m.default);
    return m.default;
  });
}

/** Names of all lookups, with their collection. */
export const lookupNames = (): string[] => Object.keys(lookupLoaders);

/**
 * Runs a lookup for a loop. `terms` is what stands behind `with_X`, templated; `options` are keyword arguments.
 * @throws AnsibleError with the lookup's own text
 */
export async function runLookup(
  name: string,
  terms: readonly Value[],
  options: ReadonlyMap<string, Value>,
  ctx: LookupContext,
  find: TemplarEnvironment['lookup'] = findLookup,
): Promise<Value[]> {
  try {
    const definition = await find(name);
    if (!definition) throw ansibleError(`lookup plugin (${name}) not found`);
    const ready = lookupOptions(name, definition, options);
    let result: readonly Value[] | Promise<readonly Value[]> = [];
    // A lookup may template values, which may have to wait; its own promise is not part of that.
    await evaluate(() => {
      result = definition.run(terms, ready, ctx);
      return null;
    });
    return [...(await result)];
  } catch (e) {
    if (e instanceof Pending) throw e;
    throw ansibleErrorOf(e);
  }
}

/** Loops over values of the playbook; those of files, commands and the like take their words as they are. */
const valueLoops = new Set([
  ...['items', 'list', 'dict', 'flattened', 'nested', 'cartesian', 'together', 'indexed_items'],
  ...['random_choice', 'subelements'],
]);

/** The list or dict that a plain word or a filtered one (`users`, `site.users|sort`) names, as Ansible before 2.2 took it. */
async function bareList(name: string, text: string, templar: Templar): Promise<Value | undefined> {
  if (!valueLoops.has(name) || !/^[A-Za-z_]\w*(?:$|[.[|\s])/.test(text)) return undefined;
  let value: Value;
  try {
    value = await templar.template(text, { convertBare: true });
  } catch {
    return undefined; // a text that only looks like one
  }
  if (!Array.isArray(value) && !(value instanceof Map)) return undefined;
  notices().deprecated(
    `Using bare variables is deprecated. Update your playbooks so that the environment value uses the full variable syntax ('{{ ${text} }}')`,
    {},
  );
  return value;
}

/**
 * The items of an old-style loop: `with_<name>: data`. Templates the data as Ansible does (a text that names a list
 * is taken for it), runs the lookup, and marks the items as unsafe: they are not templated again.
 * @param kind where files are searched: 'files', 'templates' or 'vars'
 */
export async function loopItems(
  name: string,
  data: Value,
  templar: Templar,
  kind = 'files',
): Promise<Value[]> {
  const failOnUndefined = name !== 'first_found' && name !== 'ansible.builtin.first_found';
  const text = asText(data);
  const templated =
    text === undefined
      ? await templar.template(data, { failOnUndefined })
      : ((await bareList(name, text.trim(), templar)) ??
        (await templar.template(text.trim(), { failOnUndefined })));
  if (needList.has(name.replace(builtin, '')) && templated instanceof Map)
    throw new AnsibleError(`with_${name.replace(builtin, '')} expects a list`, { kind: 'lookup' });
  let terms: Value[] = Array.isArray(templated)
    ? templated
    : templated instanceof Map && name.replace(builtin, '') === 'items'
      ? [...templated.keys()] // as Python walks a dict
      : [templated];
  // What still is a template names something undefined: the next file is tried.
  if (!failOnUndefined) terms = terms.filter((t) => !templar.isTemplate(t));
  const items = await runLookup(
    name,
    terms,
    new Map(),
    { ...lookupContext(templar.environment, templar), kind },
    templar.environment.lookup.bind(templar.environment),
  );
  return items.map((v) => wrapUnsafe(v));
}
