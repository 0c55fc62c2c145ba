import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fullPath } from '../config/paths.ts';
import { AnsibleError, ParserError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { errorText } from '../errors/report.ts';
import { escapeRegex, pythonRegex } from '../template/support/python-re.ts';
import type { Dict, Value } from '../value/types.ts';
import { type FactCache, openFactCache } from '../vars/fact-cache.ts';
import { HostGroupVars, sourceDirectories, varsBeside } from '../vars/host-group-vars.ts';
import { combineVars } from '../vars/merge.ts';
import type { InventoryData } from './data.ts';
import type { InventoryOptions } from './inventory.ts';
import { SOURCES } from './plugins.ts';
import type { InventorySource, SourceContext } from './source.ts';

interface Reader {
  readonly name: string;
  readonly source: InventorySource;
}

/** Reads every source of an inventory into `data`, and ties it up. */
export async function readSources(options: InventoryOptions, data: InventoryData): Promise<void> {
  const { settings, loader } = options;
  const files = new HostGroupVars(loader, settings);
  let facts: FactCache | undefined;
  notices().verbose(4, 'setting up inventory plugins');
  const readers = await enabledReaders(options);
  const processed: string[] = [];
  const ctx: SourceContext = {
    data,
    settings,
    loader: options.loader,
    templar: async () => options.templar ?? (await import('./templar.ts')).inventoryTemplar(options),
    pluginVars: (kind, name) =>
      files.actsAt('all')
        ? varsBeside(files, sourceDirectories(processed, loader), kind, name, data.merge)
        : new Map(),
    cachedFacts: (name) => {
      facts ??= openFactCache(settings);
      return facts.get(name);
    },
    extraVars: options.extraVars ?? new Map(),
    extraVarsError: options.extraVarsError,
  };
  let parsed = false;
  for (const given of options.sources) {
    const source = given.includes(',') ? given : fullPath(given, settings.cwd, settings.env);
    if (await readSource(source, ctx, readers, processed)) parsed = true;
  }
  if (parsed) data.reconcile();
  else {
    if (settings.bool('INVENTORY_UNPARSED_IS_FAILED'))
      throw new AnsibleError('No inventory was parsed, please check your configuration and options.', {
        kind: 'inventory',
      });
    if (settings.bool('INVENTORY_UNPARSED_WARNING'))
      notices().warning('No inventory was parsed, only implicit localhost is available');
  }
  if (files.actsAt('inventory')) addPluginVars(options, data, files);
}

/** The vars plugins' variables, for good, where they act when the inventory is read. */
function addPluginVars(options: InventoryOptions, data: InventoryData, files: HostGroupVars): void {
  const { settings, loader, sources } = options;
  const paths = sources.map((s) => (s.includes(',') ? s : fullPath(s, settings.cwd, settings.env)));
  const directories = sourceDirectories(paths, loader);
  const add = (kind: 'group' | 'host', to: { name: string; vars: Map<string, Value> }): void => {
    const more = varsBeside(files, directories, kind, to.name, data.merge);
    if (more.size > 0) to.vars = combineVars(to.vars as Dict, more, data.merge) as Map<string, Value>;
  };
  for (const group of data.groups.values()) add('group', group);
  for (const host of data.hosts.values()) add('host', host);
}

async function enabledReaders({ settings }: InventoryOptions): Promise<Reader[]> {
  const out: Reader[] = [];
  for (const name of settings.list('INVENTORY_ENABLED')) {
    const load = SOURCES.get(name.replace(/^ansible\.(builtin|legacy)\./, ''));
    if (load === undefined) notices().warning(`Failed to load inventory plugin, skipping ${name}`);
    else out.push({ name, source: await load() });
  }
  if (out.length === 0)
    throw new AnsibleError(
      'No inventory plugins available to generate inventory, make sure you have at least one enabled.',
      { kind: 'inventory' },
    );
  return out;
}

async function readSource(
  source: string,
  ctx: SourceContext,
  readers: readonly Reader[],
  processed: string[],
): Promise<boolean> {
  const { data, loader } = ctx;
  if (!source.includes(',') && loader.isDirectory(source))
    return readDirectory(source, ctx, readers, processed);
  data.currentSource = source;
  const failures: Array<{ plugin: string; error: unknown }> = [];
  let parsed = false;
  for (const { name, source: reader } of readers) {
    if (!reader.wants(source, ctx)) {
      notices().verbose(3, `${name} declined parsing ${source} as it did not pass its verify_file() method`);
      continue;
    }
    try {
      if (ctx.extraVarsError !== undefined && name !== 'auto') throw ctx.extraVarsError;
      await reader.parse(source, ctx);
      parsed = true;
      notices().verbose(3, `Parsed ${source} inventory source with ${name} plugin`);
      break;
    } catch (error) {
      failures.push({ plugin: name, error });
    }
  }
  if (parsed) processed.push(source);
  else if (source !== '/etc/ansible/hosts' || existsSync(source)) {
    for (const { plugin, error } of failures)
      notices().warning(`\n* Failed to parse ${source} with ${plugin} plugin: ${describe(error)}`);
    unparsed(source, ctx);
  }
  data.currentSource = undefined;
  return parsed;
}

/** Says that a source gave nothing, or ends the run where the settings want that. */
function unparsed(source: string, { settings }: SourceContext): void {
  if (settings.bool('INVENTORY_ANY_UNPARSED_IS_FAILED'))
    throw new AnsibleError(`Completely failed to parse inventory source ${source}`, { kind: 'inventory' });
  notices().warning(`Unable to parse ${source} as an inventory source`);
}

async function readDirectory(
  source: string,
  ctx: SourceContext,
  readers: readonly Reader[],
  processed: string[],
): Promise<boolean> {
  const { settings, loader } = ctx;
  const ignored = pythonRegex(
    [
      '^\\.',
      '^host_vars$',
      '^group_vars$',
      '^vars_plugins$',
      ...settings.list('INVENTORY_IGNORE_PATTERNS').filter((p) => p !== ''),
      ...settings.list('INVENTORY_IGNORE_EXTS').map((x) => `${escapeRegex(x)}$`),
    ].join('|'),
  );
  let names: string[];
  try {
    names = loader.listDirectory(source);
  } catch (e) {
    throw new ParserError(`Unable to read inventory directory ${source}: ${(e as Error).message}`);
  }
  let parsed = false;
  for (const name of names)
    if (ignored.search(name) === null && (await readSource(join(source, name), ctx, readers, processed)))
      parsed = true;
  if (!parsed) unparsed(source, ctx);
  return parsed;
}

const describe = (error: unknown): string =>
  error instanceof AnsibleError ? errorText(error) : error instanceof Error ? error.message : String(error);
