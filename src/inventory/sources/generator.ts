import { AnsibleError } from '../../errors/ansible-error.ts';
import { toList } from '../../value/iterate.ts';
import { str } from '../../value/repr.ts';
import type { Dict, Value } from '../../value/types.ts';
import type { InventorySource, InventoryTemplar, SourceContext } from '../source.ts';
import { isPluginConfig, readConfig } from './constructed-config.ts';

const fail = (message: string): AnsibleError => new AnsibleError(message, { kind: 'inventory' });

/** Every combination of one value of each layer. */
function* combinations(
  layers: ReadonlyArray<readonly [string, readonly Value[]]>,
): Generator<Map<string, Value>> {
  const [first, ...rest] = layers;
  if (first === undefined) {
    yield new Map();
    return;
  }
  for (const v of first[1]) for (const more of combinations(rest)) yield new Map([[first[0], v], ...more]);
}

async function addParents(
  child: string,
  childConfig: Dict,
  vars: Map<string, Value>,
  templar: InventoryTemplar,
  ctx: SourceContext,
): Promise<void> {
  const parents = childConfig.get('parents');
  if (parents === undefined || parents === null) return;
  for (const parent of toList(parents)) {
    if (!(parent instanceof Map)) throw fail("string indices must be integers, not 'str'");
    if (!parent.has('name')) throw fail("'name'");
    const group = ctx.data.addGroup(str(await templar.template(parent.get('name')!, vars)));
    const own = parent.get('vars');
    if (own instanceof Map)
      for (const [k, v] of own) ctx.data.setVariable(group, str(k), await templar.template(v, vars));
    ctx.data.addChild(group, child);
    await addParents(group, parent, vars, templar, ctx);
  }
}

/** Hosts and groups from every combination of layers. */
export const generator: InventorySource = {
  wants: isPluginConfig,
  async parse(source, ctx) {
    const config = readConfig(source, 'generator', ctx);
    const templar = await ctx.templar();
    const layers = config.get('layers');
    const hosts = config.get('hosts');
    if (!(layers instanceof Map)) throw fail("'layers'");
    if (!(hosts instanceof Map)) throw fail("'hosts'");
    if (!hosts.has('name')) throw fail("'name'");
    const inputs = [...layers].map(([k, v]) => [str(k), toList(v)] as const);
    const count = inputs.reduce((n, [, v]) => n * v.length, 1);
    if (count > 1_000_000)
      throw fail(`failed to parse ${source}: the layers make ${count} hosts, which is too many`);
    for (const vars of combinations(inputs)) {
      const host = str(await templar.template(hosts.get('name')!, vars));
      ctx.data.addHost(host);
      await addParents(host, hosts, vars, templar, ctx);
    }
  },
};
