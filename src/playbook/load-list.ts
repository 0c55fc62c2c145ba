import { dirname, isAbsolute, join } from 'node:path';
import { UndefinedVariableError, UnexpectedError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import type { Dict, Value } from '../value/types.ts';
import { actions, isRoleInclude, isTaskInclude } from './actions.ts';
import { Block, type BlockItem } from './block.ts';
import { isDict, type LoadContext, oldLanguage, parserError, positionIn } from './context.ts';
import { findRelative } from './files.ts';
import { blockKeywords } from './keywords.ts';
import {
  checkKeywords,
  loadVars,
  takeKeywords,
  takeModuleDefaults,
  withoutOldKeywords,
} from './load-node.ts';
import { loadTask } from './load-task.ts';
import type { Play } from './play.ts';
import type { Role } from './role.ts';
import { Task } from './task.ts';

/** Where a list of tasks stands. */
export interface ListPlace {
  readonly play: Play;
  readonly parent: Block | Task | undefined;
  readonly role: Role | undefined;
  readonly handlers: boolean;
}

/** Makes the tasks of a role's static include; given by load-role.ts, which needs this file itself. */
export type RoleIncluder = (task: Task, play: Play, ctx: LoadContext) => Promise<Block[]>;

/** A list of tasks that is no list, or holds what is no task. The caller words it as Ansible does for its place. */
export class MalformedList extends Error {}

const malformedPart = {
  block: 'A malformed block was encountered while loading a block',
  rescue: 'A malformed block was encountered while loading rescue.',
  always: 'A malformed block was encountered while loading always',
} as const;
const blockKeys = ['block', 'rescue', 'always'];
const isBlock = (ds: Value): boolean => isDict(ds) && blockKeys.some((k) => ds.has(k));

/** Loads mixed tasks and blocks; runs of bare tasks get an implicit block. */
export async function loadBlocks(
  ds: Value,
  place: ListPlace,
  ctx: LoadContext,
  includeRole: RoleIncluder,
): Promise<Block[]> {
  if (ds === null || ds === undefined) return [];
  if (!Array.isArray(ds))
    throw new MalformedList(`${shown(ds)} should be a list or None but is ${typeText(ds)}`);
  const out: Block[] = [];
  let run: Value[] = [];
  const flush = async (): Promise<void> => {
    if (run.length === 0) return;
    out.push(await implicitBlock(run, place, ctx, includeRole));
    run = [];
  };
  for (const item of ds) {
    // an empty item ends a run of bare tasks, and is no error
    if (item === null) {
      await flush();
      continue;
    }
    if (!isDict(item)) {
      const message = `The ds (${str([item])}) should be a dict but was a <class 'list'>`;
      throw parserError(`${malformedPart.block}. ${message}`, Array.isArray(item) ? item : ds, {
        hideExcerpt: true,
      });
    }
    if (isBlock(item)) {
      await flush();
      out.push(await loadBlock(item as Dict, place, ctx, includeRole));
    } else run.push(item);
  }
  await flush();
  return out;
}

async function implicitBlock(
  items: Value[],
  place: ListPlace,
  ctx: LoadContext,
  includeRole: RoleIncluder,
): Promise<Block> {
  const b = newBlock(place);
  b.implicit = true;
  b.block = await loadTasks(items, b, place, ctx, includeRole);
  return b;
}

function newBlock(place: ListPlace): Block {
  const b = new Block();
  b.play = place.play;
  b.parent = place.parent;
  b.role = place.role;
  return b;
}

async function loadBlock(
  source: Dict,
  place: ListPlace,
  ctx: LoadContext,
  includeRole: RoleIncluder,
): Promise<Block> {
  const ds = withoutOldKeywords(source);
  const b = newBlock(place);
  b.position = positionIn(source);
  checkKeywords(ds, blockKeywords, 'Block', source);
  takeKeywords(b, ds, new Set([...blockKeys, 'vars']));
  takeModuleDefaults(b, ctx);
  b.vars = loadVars(ds.get('vars'), ds, 'Block');
  for (const part of ['block', 'rescue', 'always'] as const) {
    const list = ds.get(part);
    if (list === undefined) continue;
    try {
      b[part] = await loadTasks(list, b, place, ctx, includeRole);
    } catch (e) {
      if (e instanceof MalformedList) {
        throw parserError(malformedPart[part], source, { cause: e });
      }
      throw e;
    }
  }
  if (!ds.has('block') && (ds.has('rescue') || ds.has('always'))) {
    const part = ds.has('rescue') && b.rescue.length > 0 ? 'rescue' : 'always';
    throw parserError(`'${part}' keyword cannot be used without 'block'`, source);
  }
  return b;
}

async function loadTasks(
  ds: Value,
  block: Block,
  place: ListPlace,
  ctx: LoadContext,
  includeRole: RoleIncluder,
): Promise<BlockItem[]> {
  if (!Array.isArray(ds))
    throw new MalformedList(`The ds (${shown(ds)}) should be a list but was a ${typeText(ds)}`);
  const out: BlockItem[] = [];
  for (const item of ds) {
    if (!isDict(item))
      throw new MalformedList(`The ds (${shown(item)}) should be a dict but was a ${typeText(item)}`);
    if (isBlock(item)) {
      if (place.handlers) throw parserError('Using a block as a handler is not supported.', item);
      out.push(await loadBlock(item, { ...place, parent: block }, ctx, includeRole));
      continue;
    }
    const task = loadTask(item, { parent: block, role: place.role, handler: place.handlers }, ctx);
    if (isTaskInclude(task.action))
      out.push(...(await tasksInclude(task, item, block, place, ctx, includeRole)));
    else if (isRoleInclude(task.action)) {
      if (place.handlers) throw parserError(`Using '${task.action}' as a handler is not supported.`, item);
      if (!actions.importRole.has(task.action) && !staticWord(item)) out.push(task);
      else {
        if (task.loop !== undefined) {
          throw parserError(
            "You cannot use loops on 'import_role' statements. You should use 'include_role' instead.",
            item,
          );
        }
        task.staticallyLoaded = true;
        out.push(...(await includeRole(task, place.play, ctx)));
      }
    } else out.push(task);
  }
  return out;
}

/** `static: yes|no` of Ansible 2.1 to 2.11; undefined where it does not stand. */
function staticWord(ds: Dict): boolean | undefined {
  const v = ds.get('static');
  if (v === undefined || v === null) return undefined;
  oldLanguage(
    "The use of 'static' is deprecated. Use include_tasks or import_tasks (include_role or import_role) instead.",
  );
  return v === true || /^(yes|true|on|1)$/i.test(asText(v) ?? '');
}

async function tasksInclude(
  task: Task,
  ds: Dict,
  block: Block,
  place: ListPlace,
  ctx: LoadContext,
  includeRole: RoleIncluder,
): Promise<BlockItem[]> {
  const word = staticWord(ds);
  const raw = task.args.get('_raw_params') as Value;
  let isStatic: boolean;
  if (actions.importTasks.has(task.action)) isStatic = true;
  else if (actions.includeTasks.has(task.action)) isStatic = word ?? false;
  else {
    oldLanguage(
      '"include" is deprecated, use include_tasks/import_tasks instead. See https://docs.ansible.com/ansible-core/2.14/user_guide/playbooks_reuse_includes.html for details',
      '2.16',
    );
    isStatic =
      word ?? (!/\{\{|\{%/.test(asText(raw) ?? '') && task.allParentsStatic() && task.loop === undefined);
  }
  if (!isStatic) return [task];
  if (task.loop !== undefined) {
    if (actions.importTasks.has(task.action)) {
      throw parserError(
        "You cannot use loops on 'import_tasks' statements. You should use 'include_tasks' instead.",
        ds,
      );
    }
    throw parserError("You cannot use 'static' on an include with a loop", ds);
  }
  task.staticallyLoaded = true;
  const file = await importedFile(task, block, place, ctx, ds);
  task.importedFile = file;
  refuseCircle(task, file, ds);
  const data = ctx.loader.loadFile(file);
  if (data === null || (Array.isArray(data) && data.length === 0)) {
    notices().warning(`file ${file} is empty and had no tasks to include`);
    return [];
  }
  if (!Array.isArray(data))
    throw parserError(
      'included task files must contain a list of tasks',
      isDict(data) ? data : { file, line: 1, column: 1 },
    );
  notices().verbose(2, `statically imported: ${file}`);
  return loadBlocks(data, { ...place, parent: task }, ctx, includeRole);
}

/** So many times may a file stand among the files that import it: one may lead to itself by other variables. */
const IMPORT_DEPTH = 30;

function refuseCircle(task: Task, file: string, ds: Dict): void {
  const chain: string[] = [];
  for (let p: Block | Task | undefined = task.parent; p; p = p.parent)
    if (p instanceof Task && p.importedFile !== undefined) chain.unshift(p.importedFile);
  if (chain.filter((f) => f === file).length < IMPORT_DEPTH) return;
  const circle = chain.slice(chain.lastIndexOf(file));
  throw new UnexpectedError('maximum recursion depth exceeded', {
    position: positionIn(ds),
    hint: `This file imports itself: ${[...circle, file].join(' -> ')}`,
  });
}

/** Finds the file of a static import: relative to the including files, the role, the playbook. */
async function importedFile(
  task: Task,
  block: Block,
  place: ListPlace,
  ctx: LoadContext,
  ds: Dict,
): Promise<string> {
  const templar = await ctx.templar(place.play, task);
  const raw = task.args.get('_raw_params') as Value;
  const subdir = place.handlers ? 'handlers' : 'tasks';
  let target: string;
  try {
    target = asText(await templar.template(raw)) ?? str(raw);
  } catch (e) {
    if (!(e instanceof UndefinedVariableError)) throw e;
    throw parserError(
      `Error when evaluating variable in import path: ${asText(raw)}.\n\nWhen using static imports, ensure that any variables used in their names are defined in vars/vars_files\nor extra-vars passed in from the command line. Static imports cannot use variables from facts or inventory\nsources like group or host vars.`,
      ds,
      { hideExcerpt: true },
    );
  }
  let above: Block | Task | undefined = block;
  let cumulative: string | undefined;
  while (above) {
    if (above instanceof Task && above.isTaskInclude) {
      const parentFile = asText(await templar.template(above.args.get('_raw_params') ?? '')) ?? '';
      const dir = dirname(parentFile) === '.' ? '' : dirname(parentFile);
      cumulative =
        cumulative === undefined ? dir : isAbsolute(cumulative) ? cumulative : join(dir, cumulative);
      const base = place.role ? join(place.role.path, subdir, cumulative) : ctx.loader.basedir;
      const found = place.role
        ? findRelative(ctx.loader, base, subdir, target)
        : findRelative(ctx.loader, base, cumulative, target);
      if (ctx.loader.isFile(found)) return found;
    }
    above = above.parent;
  }
  return place.role
    ? findRelative(ctx.loader, place.role.path, subdir, target)
    : isAbsolute(target)
      ? target
      : join(ctx.loader.basedir, target);
}

const shown = (v: Value): string => str(v);
const typeText = (v: Value): string =>
  v === null
    ? "<class 'NoneType'>"
    : isDict(v)
      ? "<class 'ansible.parsing.yaml.objects.AnsibleMapping'>"
      : Array.isArray(v)
        ? "<class 'ansible.parsing.yaml.objects.AnsibleSequence'>"
        : asText(v) !== undefined
          ? "<class 'ansible.parsing.yaml.objects.AnsibleUnicode'>"
          : `<class '${typeof v === 'number' ? 'int' : typeof v === 'boolean' ? 'bool' : 'float'}'>`;
