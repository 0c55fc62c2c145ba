import { existsSync } from 'node:fs';
import { dirname, isAbsolute, resolve } from 'node:path';
import { ParserError, UnexpectedError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { asText, isText } from '../value/text.ts';
import type { Dict, Value } from '../value/types.ts';
import { parseKv, splitArgs } from '../vars/kv.ts';
import { positionOfItem } from '../yaml/positions.ts';
import { actions } from './actions.ts';
import { collectionPlaybook } from './collections.ts';
import { isDict, type LoadContext, oldLanguage, parserError, yamlTypeName } from './context.ts';
import { playbookIncludeKeywords } from './keywords.ts';
import { checkKeywords, loadVars } from './load-node.ts';
import { loadPlay } from './load-play.ts';
import type { Play } from './play.ts';
import { tagList } from './tags.ts';

/** A playbook file, its plays loaded, imports resolved. */
export interface Playbook {
  readonly file: string;
  readonly basedir: string;
  readonly plays: Play[];
}

/** So many times may a playbook stand among those that import it: it may lead to itself by other variables. */
const IMPORT_DEPTH = 30;

/** Loads a playbook. Throws ParserError (with position) or AnsibleError for what cannot be read. */
export async function loadPlaybook(
  file: string,
  ctx: LoadContext,
  vars?: Map<string, Value>,
  /** The playbooks that import this one, outermost first. */
  chain: readonly string[] = [],
): Promise<Playbook> {
  // the path of an import stays as it is written; what it names is found from there
  const path = isAbsolute(file) ? file : resolve(file);
  if (chain.filter((f) => f === resolve(path)).length >= IMPORT_DEPTH)
    throw new UnexpectedError('maximum recursion depth exceeded while calling a Python object', {
      hint: `This playbook imports itself: ${[...chain.slice(chain.lastIndexOf(resolve(path))), resolve(path)].join(' -> ')}`,
    });
  const basedir = dirname(path);
  const before = ctx.loader.basedir;
  ctx.loader.setBasedir(basedir);
  try {
    if (existsSync(basedir)) ctx.resolver.addPluginDirs(basedir);
    else notices().warning(`Ignoring invalid path provided to plugin path: '${basedir}' is not a directory`);
    const ds = ctx.loader.loadFile(resolve(path));
    const plays: Play[] = [];
    if (ds === null)
      throw new ParserError(`Empty playbook, nothing to do: ${path}`, {
        hideExcerpt: true,
        position: { file: path, line: 0, column: 0 },
      });
    if (!Array.isArray(ds)) {
      throw parserError(
        `A playbook must be a list of plays, got a ${yamlTypeName(ds)} instead: ${path}`,
        isDict(ds) ? ds : { file: path, line: 1, column: 1 },
      );
    }
    if (ds.length === 0)
      throw parserError(`A playbook must contain at least one play: ${path}`, ds, { hideExcerpt: true });
    for (const [i, entry] of ds.entries()) {
      if (!isDict(entry)) {
        throw parserError(
          "playbook entries must be either valid plays or 'import_playbook' statements",
          positionOfItem(ds, i) ?? entry,
        );
      }
      const key = [...entry.keys()].map((k) => asText(k) ?? '').find((k) => actions.importPlaybook.has(k));
      const old = key === undefined && entry.has('include') && !entry.has('hosts');
      if (key !== undefined || old)
        plays.push(
          ...(await importPlaybook(entry, key ?? 'include', basedir, ctx, [...chain, resolve(path)], vars)),
        );
      else plays.push(await loadPlay(entry, ctx, vars));
    }
    return { file: path, basedir, plays };
  } finally {
    ctx.loader.setBasedir(before);
  }
}

async function importPlaybook(
  entry: Dict,
  key: string,
  basedir: string,
  ctx: LoadContext,
  chain: readonly string[],
  outer?: Map<string, Value>,
): Promise<Play[]> {
  if (key === 'include') {
    oldLanguage("'include' for playbook includes. You should use 'import_playbook' instead", '2.12');
  }
  const value = entry.get(key) ?? null;
  if (value === null) throw parserError('playbook import parameter is missing', entry);
  if (!isText(value)) {
    throw parserError(
      `playbook import parameter must be a string indicating a file path, got ${yamlTypeName(value)} instead`,
      entry,
    );
  }
  const words = splitArgs(asText(value) as string);
  if (words.length === 0)
    throw parserError('import_playbook statements must specify the file name to import', entry);
  const vars = new Map(outer ?? []);
  let tags: Value[] = [];
  if (words.length > 1) {
    const params = parseKv(words.slice(1).join(' '), false);
    for (const [k, v] of params) {
      if (k === 'tags') tags = tagList(v);
      else vars.set(asText(k) ?? '', v);
    }
  }
  const rest: Dict = new Map(entry);
  rest.delete(key);
  checkKeywords(rest, playbookIncludeKeywords, 'PlaybookInclude', entry);
  const given = rest.get('vars') ?? null;
  if (given !== null && !isDict(given))
    throw parserError('vars for import_playbook statements must be specified as a dictionary', entry);
  for (const [k, v] of loadVars(rest.get('vars'), entry, 'PlaybookInclude')) vars.set(k, v);
  tags = [...tags, ...tagList(rest.get('tags'))];
  const inVars = vars.get('tags');
  if (inVars !== undefined) {
    vars.delete('tags');
    tags.push(...tagList(inVars));
  }
  const when = rest.get('when');
  const conditions: Value[] = when === undefined || when === null ? [] : Array.isArray(when) ? when : [when];

  const templar = await ctx.templar(undefined, undefined, vars);
  const name = asText(await templar.template(words[0] as string)) ?? (words[0] as string);
  const fromCollection = collectionPlaybook(name, ctx);
  const file = fromCollection?.path ?? (isAbsolute(name) ? name : `${basedir}/${name}`);
  const loaded = await loadPlaybook(file, ctx, vars, chain);
  for (const play of loaded.plays) {
    if (tags.length > 0) play.own.set('tags', [...new Set([...tagList(play.own.get('tags')), ...tags])]);
    play.forget();
    play.includedPath ??= dirname(file);
    if (conditions.length > 0) {
      play.includedConditional = [...conditions, ...(play.includedConditional ?? [])];
      for (const node of [...play.preTasks, ...play.roles, ...play.tasks, ...play.postTasks]) {
        const own = node.own.get('when');
        node.own.set('when', [...conditions, ...(own === undefined ? [] : Array.isArray(own) ? own : [own])]);
        node.forget();
      }
    }
  }
  return loaded.plays;
}
