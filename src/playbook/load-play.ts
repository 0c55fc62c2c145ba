import { AnsibleError } from '../errors/ansible-error.ts';
import { str } from '../value/repr.ts';
import { asText, isText } from '../value/text.ts';
import { type Dict, Tuple, type Value } from '../value/types.ts';
import { positionOfItem } from '../yaml/positions.ts';
import type { Block } from './block.ts';
import { isDict, type LoadContext, oldLanguage, parserError, positionIn, yamlTypeName } from './context.ts';
import { playKeywords } from './keywords.ts';
import { loadBlocks, MalformedList } from './load-list.ts';
import {
  checkKeywords,
  loadVars,
  takeKeywords,
  takeModuleDefaults,
  withoutOldKeywords,
} from './load-node.ts';
import { includeRoleStatically, loadRoleEntries } from './load-role.ts';
import { Play } from './play.ts';
import { handlerBlocksOf } from './role-blocks.ts';

const handled = new Set([
  'vars',
  'vars_files',
  'vars_prompt',
  'roles',
  'handlers',
  'pre_tasks',
  'post_tasks',
  'tasks',
  'hosts',
]);

const promptKeys = new Set([
  'name',
  'prompt',
  'default',
  'private',
  'confirm',
  'encrypt',
  'salt_size',
  'salt',
  'unsafe',
]);

/** Loads a play from its mapping. `extraVars` are those of the import_playbook that brought it. */
export async function loadPlay(
  source: Dict,
  ctx: LoadContext,
  includedVars?: Map<string, Value>,
): Promise<Play> {
  let ds = withoutOldKeywords(source);
  ds = olderPlayKeywords(ds, source);
  const play = new Play();
  play.position = positionIn(source);
  checkKeywords(ds, playKeywords, 'Play', source);
  const hosts = (ds.get('hosts') ?? null) as Value;
  play.hosts = hosts;
  takeKeywords(play, ds, handled);
  takeModuleDefaults(play, ctx);
  play.own.set('hosts', hosts);
  play.vars = loadVars(ds.get('vars'), ds, 'Play');
  for (const [k, v] of includedVars ?? []) play.vars.set(k, v);
  play.varsFiles = listOf(ds.get('vars_files'));
  play.varsPrompt = prompts(ds.get('vars_prompt'), source);

  const entries = roleEntries(ds.get('roles'), source);
  const searched = play.own.get('collections');
  const collections = Array.isArray(searched) ? searched.map((c) => asText(c) ?? '') : [];
  await loadRoleEntries(
    entries.map((entry, i) => ({ entry, use: { play, position: positionOfItem(entries, i), collections } })),
    ctx,
    play.roles,
  );
  const blocks = async (key: 'pre_tasks' | 'tasks' | 'post_tasks' | 'handlers'): Promise<Block[]> => {
    try {
      return await loadBlocks(
        ds.get(key) ?? null,
        { play, parent: undefined, role: undefined, handlers: key === 'handlers' },
        ctx,
        includeRoleStatically,
      );
    } catch (e) {
      if (!(e instanceof MalformedList)) throw e;
      throw parserError(
        key === 'tasks'
          ? `A malformed block was encountered while loading tasks: ${e.message}`
          : `A malformed block was encountered while loading ${key}`,
        source,
        { cause: e },
      );
    }
  };
  // Ansible's order of loading: of two mistakes it tells the same one
  const own = await blocks('handlers');
  play.preTasks = await blocks('pre_tasks');
  play.postTasks = await blocks('post_tasks');
  play.tasks = await blocks('tasks');
  // handlers of roles come before the play's own, those of static role includes were added while loading
  const fromIncludes = play.handlers;
  const fromRoles = play.roles.filter((r) => !r.fromInclude).flatMap((r) => handlerBlocksOf(r, play, []));
  play.handlers = [...fromRoles, ...own, ...fromIncludes];
  // last, as Ansible has it: what is wrong in the play's roles and tasks is told first
  checkHosts(ds, source);
  return play;
}

function roleEntries(ds: Value | undefined, play: Dict): Value[] {
  if (ds === undefined || ds === null) return [];
  if (!Array.isArray(ds)) throw parserError('A malformed role declaration was encountered.', play);
  return ds;
}

const listOf = (v: Value | undefined): Value[] =>
  v === undefined || v === null ? [] : Array.isArray(v) && !(v instanceof Tuple) ? v : [v];

/** `user` for `remote_user`, `accelerate` and its kin of Ansible 1.x. */
function olderPlayKeywords(ds: Dict, source: Dict): Dict {
  let out = ds;
  if (ds.has('user')) {
    if (ds.has('remote_user')) {
      throw parserError(
        "both 'user' and 'remote_user' are set for this play. The use of 'user' is deprecated, and should be removed",
        source,
      );
    }
    out = new Map(out);
    out.set('remote_user', ds.get('user') as Value);
    out.delete('user');
  }
  for (const k of ['accelerate', 'accelerate_ipv6', 'accelerate_port']) {
    if (!out.has(k)) continue;
    oldLanguage(`The 'accelerate' keyword has no effect any more; the connection is kept open anyway.`);
    if (out === ds) out = new Map(out);
    out.delete(k);
  }
  return out;
}

function checkHosts(ds: Dict, source: Dict): void {
  if (!ds.has('hosts')) {
    throw parserError("the field 'hosts' is required but was not set", source, { hideExcerpt: true });
  }
  const hosts = ds.get('hosts') as Value;
  const refuse = (message: string) => parserError(message, source, { hideExcerpt: true });
  if (hosts === null || hosts === '' || (Array.isArray(hosts) && hosts.length === 0)) {
    throw refuse('Hosts list cannot be empty. Please check your playbook');
  }
  if (Array.isArray(hosts)) {
    for (const h of hosts) {
      if (h === null) throw refuse("Hosts list cannot contain values of 'None'. Please check your playbook");
      if (!isText(h)) throw refuse(`Hosts list contains an invalid host value: '${str(h)}'`);
    }
  } else if (!isText(hosts)) {
    throw refuse('Hosts list must be a sequence or string. Please check your playbook.');
  }
}

/** Ansible's words for a vars_prompt of another form speak of variable files. */
const notPrompts = (ds: Value, play: Dict): AnsibleError =>
  new AnsibleError(
    `variable files must contain either a dictionary of variables, or a list of dictionaries. Got: ${str(ds)} (${yamlTypeName(ds)})`,
    { kind: 'action', position: positionIn(play), hint: 'vars_prompt must be a list of dictionaries.' },
  );

function prompts(ds: Value | undefined, play: Dict): Dict[] {
  const out: Dict[] = [];
  const place = Array.isArray(ds) || isDict(ds) ? ds : play;
  for (const item of isDict(ds) ? [ds] : listOf(ds)) {
    if (!isDict(item)) throw notPrompts(ds as Value, play);
    if (!item.has('name')) throw parserError("Invalid vars_prompt data structure, missing 'name' key", place);
    for (const k of item.keys()) {
      if (!promptKeys.has(asText(k) ?? '')) {
        throw parserError(`Invalid vars_prompt data structure, found unsupported key '${str(k)}'`, place);
      }
    }
    out.push(item);
  }
  return out;
}
