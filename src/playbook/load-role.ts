import { existsSync, realpathSync } from 'node:fs';
import { basename, isAbsolute, join } from 'node:path';
import { AnsibleError, ParserError, UnexpectedError } from '../errors/ansible-error.ts';
import type { Position } from '../errors/position.ts';
import { equal as pyEquals } from '../value/compare.ts';
import { looseBool, notBool } from '../value/loose-bool.ts';
import { str } from '../value/repr.ts';
import { asText, isText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { typeName } from '../value/type-name.ts';
import type { Dict, Value } from '../value/types.ts';
import { positionOfItem, positionOfValue } from '../yaml/positions.ts';
import type { Block } from './block.ts';
import { collectionRole } from './collections.ts';
import { compileRole } from './compile.ts';
import { isDict, type LoadContext, parserError, positionIn, yamlTypeName } from './context.ts';
import { unfrack } from './files.ts';
import { roleKeywords, roleMetadataKeywords } from './keywords.ts';
import { loadBlocks, MalformedList } from './load-list.ts';
import {
  checkKeywords,
  loadVars,
  takeKeywords,
  takeModuleDefaults,
  withoutOldKeywords,
} from './load-node.ts';
import type { Play } from './play.ts';
import { Role } from './role.ts';
import { handlerBlocksOf, parentBlock } from './role-blocks.ts';
import { argumentSpec, mainFile, validationTask, varsFile, yamlFile } from './role-files.ts';
import { nameError, oldRequirement, withPlace } from './role-name.ts';
import type { Task } from './task.ts';

/** How a role is asked for, beside its name. */
interface RoleUse {
  readonly play: Play;
  readonly parent: Role | undefined;
  readonly from: ReadonlyMap<string, string>;
  readonly fromInclude: boolean;
  readonly validate: boolean;
  /** Folder of the role that depends on it. */
  readonly basedir: string | undefined;
  readonly collections: readonly string[];
  /** Where the entry stands, for one that is a plain name. */
  readonly position: Position | undefined;
}

/** An entry of a list of roles and how it is used. */
export interface RoleEntry {
  readonly entry: Value;
  readonly use: Partial<RoleUse> & { play: Play };
}

/**
 * The roles of a play's `roles` or of a role's dependencies, put into `roles` one by one. All are looked for before
 * the files of any are read: the one that is missing is told first, as in Ansible.
 */
export async function loadRoleEntries(
  entries: readonly RoleEntry[],
  ctx: LoadContext,
  roles: Role[],
): Promise<void> {
  const found: Array<() => Promise<Role>> = [];
  for (const { entry, use } of entries) found.push(await findRoleEntry(entry, use, ctx));
  for (const load of found) roles.push(await load());
}

/** One entry, a name or a mapping with keywords and parameters: located; what is returned loads it. */
async function findRoleEntry(
  entry: Value,
  use: RoleEntry['use'],
  ctx: LoadContext,
): Promise<() => Promise<Role>> {
  const full: RoleUse = {
    parent: undefined,
    from: new Map(),
    fromInclude: false,
    validate: true,
    basedir: undefined,
    collections: [],
    position: undefined,
    ...use,
  };
  const source = entry;
  if (isText(source) && (asText(source) as string).includes(',')) {
    throw new AnsibleError(`Invalid old style role requirement: ${asText(source)}`);
  }
  if (Array.isArray(source) || (full.parent && !full.fromInclude && !isText(source) && !isDict(source)))
    throw new UnexpectedError(
      !full.parent
        ? "'AnsibleSequence' object has no attribute 'get'"
        : Array.isArray(source)
          ? 'list indices must be integers or slices, not str'
          : `argument of type '${typeName(source)}' is not iterable`,
      {
        position: positionIn(entry) ?? full.position,
        hint: `A role is a name, or a mapping with \`role\`; this one is ${source === null ? 'empty' : `a ${typeName(source)}`}.`,
      },
    );
  if (!isText(source) && !isDict(source)) {
    throw new AnsibleError(`Invalid role definition: ${str(entry)}`, {
      kind: 'parser',
      position: positionIn(entry) ?? full.position,
      hideExcerpt: true,
    });
  }
  const role = new Role();
  role.play = full.play;
  const ds = isDict(source) ? withoutOldKeywords(source) : undefined;
  const named = ds ? (ds.get('role') ?? ds.get('name') ?? null) : (source as Value);
  const rawName = asText(named);
  // Ansible takes an empty text for the folder of the roles itself
  if (rawName === undefined || (rawName === '' && ds))
    throw new AnsibleError('role definitions must contain a role name', {
      kind: 'action',
      position: positionIn(source as Value),
    });
  const templar = await ctx.templar(full.play);
  const at = (ds && (positionOfValue(ds, 'role') ?? positionOfValue(ds, 'name'))) ?? full.position;
  const name = asText(await withPlace(at, () => templar.template(rawName))) ?? rawName;
  locate(role, name, full, ctx, source as Value);
  role.position = positionIn(source as Value) ?? full.position;
  if (ds) {
    for (const [k, v] of ds) {
      const key = str(k);
      // `name` is the role's name here, and a keyword: both spellings end as the same
      if (!Object.hasOwn(roleKeywords, key)) role.params.set(key, v);
    }
    const kept: Dict = new Map(ds);
    kept.delete('name');
    takeKeywords(role, kept, new Set(['role', 'vars']));
    takeModuleDefaults(role, ctx);
    role.vars = loadVars(ds.get('vars'), ds, 'RoleInclude');
    role.position = positionIn(source as Value);
  }
  return () => {
    refuseRoleCircle(full.parent, positionIn(entry) ?? full.position);
    return cached(role, full, ctx);
  };
}

/** A role that stands among its own parents, each bringing the next without asking a host, never ends. */
function refuseRoleCircle(parent: Role | undefined, position: Position | undefined): void {
  const seen = new Set<string>();
  for (let r = parent; r !== undefined; r = r.dynamic ? undefined : r.parents[0]) {
    const id = [r.path, ...[...(fromFiles.get(r) ?? [])].flat()].join('\0');
    if (!seen.has(id)) {
      seen.add(id);
      continue;
    }
    throw new AnsibleError(
      'A recursion loop was detected with the roles specified. Make sure child roles do not have dependencies on parent roles',
      { kind: 'action', position },
    );
  }
}

/** The role of an include_role or import_role, its blocks made ready under the include. */
export async function loadIncludedRole(
  task: Task,
  play: Play,
  ctx: LoadContext,
): Promise<{ role: Role; blocks: Block[]; handlers: Block[] }> {
  const request = task.roleRequest;
  if (!request) throw new AnsibleError('include of a role without a name', { kind: 'internal' });
  if (task.staticallyLoaded) refuseRoleCircle(task.role, request.position);
  if (request.invalidName !== undefined) throw nameError(request.invalidName, request.position);
  const templar = await ctx.templar(play, task);
  const bool = async (field: string, value: Value): Promise<boolean> => {
    const v = await withPlace(task.position, () => templar.template(value)).catch((e: unknown) => {
      if (!(e instanceof AnsibleError) || e.kind !== 'undefined-variable') throw e;
      throw new ParserError(
        `The field '${field}' has an invalid value, which includes an undefined variable. The error was: ${e.message}`,
        { position: task.position, hint: e.hint, cause: e },
      );
    });
    const why = notBool(v);
    if (why === undefined) return looseBool(v);
    throw parserError(
      `the field '${field}' has an invalid value (${str(v)}), and could not be converted to an bool.The error was: ${why}`,
      task.position,
    );
  };
  const allowDuplicates = await bool('allow_duplicates', request.allowDuplicates);
  const isPublic = await bool('public', request.public);
  const validate = await bool('rolespec_validate', request.validate);
  const from = new Map<string, string>();
  for (const [k, v] of request.from) from.set(k, asText(await templar.template(v)) ?? v);
  const role = new Role();
  role.play = play;
  role.dynamic = !task.staticallyLoaded;
  const collections = (task.get('collections') as Value[] | undefined)?.map((c) => asText(c) ?? '') ?? [];
  const use: RoleUse = {
    play,
    parent: task.role,
    from,
    fromInclude: true,
    validate,
    basedir: undefined,
    collections,
    position: request.position,
  };
  const rendered = await withPlace(request.position, () => templar.template(request.name));
  const name = asText(rendered) ?? (typeof rendered === 'number' ? String(rendered) : undefined);
  if (name === undefined) throw nameError(rendered, request.position);
  locate(role, name, use, ctx, name);
  role.vars = new Map(task.vars);
  const actual = await cached(role, use, ctx);
  actual.metadata.allowDuplicates = allowDuplicates;
  actual.public = isPublic || task.staticallyLoaded;
  if (actual.public) play.roles.push(actual);
  task.rolePathOfInclude = actual.path;
  const chain = task.role ? [...task.role.parents, task.role] : [];
  const around = parentBlock(task, play, ctx);
  if (actual.collections.length > 0) around.own.set('collections', actual.collections);
  const blocks = compileRole(actual, play, chain);
  for (const b of blocks) b.parent = around;
  const handlers = handlerBlocksOf(actual, play, []);
  for (const h of handlers) h.parent = around;
  play.handlers = [...play.handlers, ...handlers];
  return { role: actual, blocks, handlers };
}

/** Makes an import_role's tasks. */
export const includeRoleStatically = async (task: Task, play: Play, ctx: LoadContext): Promise<Block[]> =>
  (await loadIncludedRole(task, play, ctx)).blocks;

function locate(role: Role, name: string, use: RoleUse, ctx: LoadContext, ds: Value): void {
  const found = collectionRole(name, use.collections, ctx);
  if (found) {
    role.roleName = found.name;
    role.path = found.path;
    role.collection = found.collection;
    return;
  }
  // as the playbook was named, `..` and all: the text of the error shows it
  const places = [`${ctx.loader.basedir}/roles`, ...ctx.settings.list('DEFAULT_ROLES_PATH')];
  if (use.basedir) places.push(use.basedir);
  places.push(ctx.loader.basedir);
  for (const p of places) {
    const path = unfrack(isAbsolute(name) ? name : join(p, name));
    if (existsSync(path)) {
      role.roleName = name;
      role.path = realpathSync(path);
      return;
    }
  }
  const direct = unfrack(name);
  if (existsSync(direct)) {
    role.roleName = basename(name);
    role.path = realpathSync(direct);
    return;
  }
  const searched = [...use.collections];
  if (
    ((use.parent && !use.fromInclude) || searched.length > 0) &&
    !searched.includes('ansible.builtin') &&
    !searched.includes('ansible.legacy')
  )
    searched.push('ansible.legacy');
  throw new AnsibleError(`the role '${name}' was not found in ${[...searched, ...places].join(':')}`, {
    kind: 'file-not-found',
    position: positionIn(ds) ?? use.position,
  });
}

/** The same role with the same parameters in one play is one object. */
async function cached(role: Role, use: RoleUse, ctx: LoadContext): Promise<Role> {
  const known = use.play.roleCache.get(role.roleName) ?? [];
  for (const r of known) {
    if (
      r.path === role.path &&
      sameMap(r.params, role.params) &&
      sameMap(asked.get(r) ?? r.own, role.own) &&
      sameMap(r.vars, role.vars) &&
      sameText(fromFiles.get(r) ?? new Map(), use.from) &&
      r.fromInclude === use.fromInclude
    ) {
      if (use.parent && !r.parents.includes(use.parent)) r.parents.push(use.parent);
      return r;
    }
  }
  role.fromInclude = use.fromInclude;
  fromFiles.set(role, use.from);
  asked.set(role, new Map(role.own));
  if (use.parent) role.parents.push(use.parent);
  await loadFiles(role, use, ctx);
  use.play.roleCache.set(role.roleName, [...known, role]);
  return role;
}

/** The keywords with which a role was asked for; its files add `collections` to its own. */
const asked = new WeakMap<Role, Map<string, Value>>();
const fromFiles = new WeakMap<Role, ReadonlyMap<string, string>>();
const sameText = (a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean =>
  a.size === b.size && [...a].every(([k, v]) => b.get(k) === v);
const sameMap = (a: Map<string, Value>, b: Map<string, Value>): boolean =>
  a.size === b.size && [...a].every(([k, v]) => b.has(k) && pyEquals(v, b.get(k) as Value));

async function loadFiles(role: Role, use: RoleUse, ctx: LoadContext): Promise<void> {
  role.roleVars = varsFile(role, 'vars', use.from.get('vars'), ctx);
  role.defaults = varsFile(role, 'defaults', use.from.get('defaults'), ctx);
  await loadMetadata(role, use, ctx);
  if (role.collection) role.collections.unshift(role.collection);
  else ctx.resolver.addPluginDirs(role.path);
  for (const c of role.metadata.collections) if (!role.collections.includes(c)) role.collections.push(c);
  if (
    role.collections.length > 0 &&
    !role.collections.includes('ansible.builtin') &&
    !role.collections.includes('ansible.legacy')
  ) {
    role.collections.push(role.collection ? 'ansible.builtin' : 'ansible.legacy');
  }
  if (role.collections.length > 0) role.own.set('collections', role.collections);
  let tasks = yamlFile(role, 'tasks', use.from.get('tasks'), ctx);
  const entry = use.from.get('tasks') ?? 'main';
  const spec = use.validate ? argumentSpec(role, entry, ctx) : undefined;
  if (spec) tasks = [validationTask(role, entry, spec), ...(Array.isArray(tasks) ? tasks : [])];
  role.taskBlocks = await roleList(role, tasks, 'tasks', use, ctx);
  role.handlerBlocks = await roleList(
    role,
    yamlFile(role, 'handlers', use.from.get('handlers'), ctx),
    'handlers',
    use,
    ctx,
  );
}

async function roleList(
  role: Role,
  data: Value,
  kind: 'tasks' | 'handlers',
  use: RoleUse,
  ctx: LoadContext,
): Promise<Block[]> {
  if (data === null || (Array.isArray(data) && data.length === 0)) return [];
  try {
    return await loadBlocks(
      data,
      { play: use.play, parent: undefined, role, handlers: kind === 'handlers' },
      ctx,
      includeRoleStatically,
    );
  } catch (e) {
    if (e instanceof MalformedList) {
      const file = mainFile(role, kind, use.from.get(kind));
      const plain = !Array.isArray(data) && !isDict(data);
      throw parserError(
        `The ${kind}/main.yml file for role '${role.roleName}' must contain a list of tasks${plain && !isText(data) ? `. ${e.message}` : ''}`,
        plain && file !== undefined ? { file, line: 1, column: 1 } : data,
        { cause: e, hideExcerpt: plain && !isText(data) },
      );
    }
    throw e;
  }
}

async function loadMetadata(role: Role, use: RoleUse, ctx: LoadContext): Promise<void> {
  const data = yamlFile(role, 'meta', undefined, ctx);
  if (data === null) return;
  if (!isDict(data)) {
    const file = mainFile(role, 'meta', undefined);
    throw parserError(
      `the 'meta/main.yml' for role ${role.roleName} is not a dictionary`,
      Array.isArray(data) || file === undefined ? data : { file, line: 1, column: 1 },
      { hideExcerpt: true },
    );
  }
  checkKeywords(data, roleMetadataKeywords, 'RoleMetadata');
  const deps = data.get('dependencies') ?? [];
  const collections = data.get('collections') ?? [];
  for (const c of Array.isArray(collections) ? collections : [collections])
    if (!isText(c))
      throw parserError(
        `the field 'collections' should be a list of (<class 'str'>,), but the item '${str(c)}' is a ${yamlTypeName(c)}`,
        data,
      );
  role.metadata = {
    allowDuplicates: truth(data.get('allow_duplicates') ?? false),
    dependencies: Array.isArray(deps) ? deps : [],
    collections: (Array.isArray(collections) ? collections : [collections]).map((c) => asText(c) ?? ''),
    argumentSpecs: data.get('argument_specs') ?? undefined,
    present: true,
  };
  if (deps !== null && !Array.isArray(deps)) {
    throw parserError('Expected role dependencies to be a list.', data);
  }
  await loadRoleEntries(
    role.metadata.dependencies.map((dep, i) => ({
      entry: oldRequirement(dep),
      use: {
        play: use.play,
        parent: role,
        basedir: join(role.path, '..'),
        collections: [...(role.collection ? [role.collection] : []), ...role.metadata.collections],
        position: positionOfItem(role.metadata.dependencies, i),
      },
    })),
    ctx,
    role.dependencies,
  );
}
