import type { Play } from '../../playbook/play.ts';
import type { Role } from '../../playbook/role.ts';
import type { Task } from '../../playbook/task.ts';
import { encode, type Wire } from '../../python/plugins/codec.ts';
import type { PlayView, ResultView, RunEvent, TaskView } from '../../run/events.ts';
import type { Value } from '../../value/types.ts';

type Fields = Readonly<Record<string, Wire>>;
/** Fields that are wire already, as a dict for Python. */
export const fields = (of: Fields): Wire => ({ d: Object.entries(of) as unknown as Wire[] });
const map = (of: ReadonlyMap<string, Value>): Wire => encode(new Map<Value, Value>(of));
const texts = (of: readonly string[]): Wire => [...of];

const roleWire = (role: Role): Wire =>
  fields({
    name: role.roleName,
    full: role.title(),
    path: role.path,
    collection: role.collection ?? null,
  });

/** Keywords that travel by fields of their own. */
const apart = new Set(['name', 'action', 'args', 'loop', 'vars', 'tags', 'no_log', 'check_mode', 'diff']);

function keywordsOf(node: Task | Play): Array<[string, Wire]> {
  const out: Array<[string, Wire]> = [];
  for (const name of Object.keys(node.keywords)) {
    if (apart.has(name) || !/^\w+$/.test(name) || name.startsWith('with_')) continue;
    const value = node.get(name);
    if (value !== undefined && value !== null) out.push([name, encode(value)]);
  }
  return out;
}

const known = new WeakMap<TaskView, Wire>();

/** The same as it stands in the playbook, its name not templated. */
function rawTaskWire(view: TaskView): Wire {
  const bare = view.source?.bareTitle() ?? view.bareName;
  if (bare === view.bareName) return taskWire(view);
  return makeTask({ ...view, bareName: bare, name: view.source?.title() ?? view.name });
}

/** A task as the objects for plugins are made from. */
export function taskWire(view: TaskView): Wire {
  let wire = known.get(view);
  if (wire === undefined) {
    wire = makeTask(view);
    known.set(view, wire);
  }
  return wire;
}

function makeTask(view: TaskView): Wire {
  const task = view.source;
  const include = task?.isTaskInclude === true;
  const kind = task?.isRoleInclude
    ? 'IncludeRole'
    : include
      ? view.isHandler
        ? 'HandlerTaskInclude'
        : 'TaskInclude'
      : view.isHandler
        ? 'Handler'
        : 'Task';
  const keywords = task === undefined ? [] : keywordsOf(task);
  keywords.push(['tags', texts(view.tags)], ['no_log', view.noLog], ['check_mode', view.checkMode]);
  keywords.push(['diff', view.diff], ['vars', map(task?.vars ?? new Map())]);
  return fields({
    class: kind,
    uuid: view.uuid,
    name: task !== undefined && task.name === '' ? '' : view.bareName,
    full: view.name,
    bare: view.bareName,
    action: view.action,
    resolved: task?.resolvedAction ?? null,
    args: encode(view.args),
    implicit: task?.implicit === true,
    path: view.path ?? null,
    role: task?.role === undefined ? null : roleWire(task.role),
    loop: task?.loop === undefined ? null : encode(task.loop),
    loop_with: task?.loopWith ?? null,
    keywords: fields(Object.fromEntries(keywords)),
  });
}

/** A play; `view` is what is known of it once it begins. */
export function playWire(play: Play, view?: PlayView): Wire {
  const hosts = Array.isArray(play.hosts) ? play.hosts : [play.hosts];
  return fields({
    name: view?.name ?? play.title(),
    uuid: play.uuid,
    hosts: view?.patterns === undefined ? hosts.map(encode) : texts(view.patterns),
    strategy: view?.strategy ?? 'linear',
    vars: map(play.vars),
    path: play.position ? `${play.position.file}:${play.position.line}` : null,
    roles: play.roles.map(roleWire),
    included: play.includedPath ?? null,
    keywords: fields({
      ...Object.fromEntries(keywordsOf(play).filter(([k]) => !playParts.has(k))),
      ...(view !== undefined && { check_mode: view.checkMode }),
    }),
  });
}
const playParts = new Set(['hosts', 'roles', 'tasks', 'pre_tasks', 'post_tasks', 'handlers', 'strategy']);

/** Actions that run on the control node alone: no flags of modules stand in their arguments. */
const withoutModule =
  /^(?:ansible\.(?:builtin|legacy)\.)?(?:debug|set_fact|fail|assert|add_host|group_by|pause|set_stats|meta|include.*|import.*)$/;

function resultWire(r: ResultView, more: Fields, run: { readonly verbosity: number }): Wire {
  const flags: Fields =
    withoutModule.test(r.task.action) || (r.task.loop && !r.isItem)
      ? {}
      : {
          _ansible_check_mode: r.task.checkMode,
          _ansible_no_log: r.noLog,
          _ansible_diff: r.task.diff,
          _ansible_verbosity: run.verbosity,
          _ansible_version: '2.14.18',
          _ansible_module_name: r.task.action,
        };
  return fields({
    host: r.host,
    task: r.task.loop && !r.isItem ? rawTaskWire(r.task) : taskWire(r.task),
    result: encode(r.withInternals?.() ?? r.result),
    args: r.args === undefined ? null : encode(r.args),
    delegated: r.delegatedTo ?? null,
    flags: fields(flags),
    ...more,
  });
}

/** What an event tells, for plugins; undefined for an event that they have no name for. */
export function eventWire(event: RunEvent, run: { readonly verbosity: number }): Wire | undefined {
  switch (event.type) {
    case 'playbook_start':
      return fields({
        file: event.given ?? event.file,
        basedir: event.path.replace(/\/[^/]*$/, '') || '/',
        plays: (event.plays ?? []).map((p) => playWire(p)),
      });
    case 'play_start':
      return event.play.source === undefined ? undefined : playWire(event.play.source, event.play);
    case 'task_start':
      return fields({ task: taskWire(event.task), conditional: event.isConditional });
    case 'handler_task_start':
    case 'cleanup_task_start':
      return fields({ task: taskWire(event.task) });
    case 'runner_start':
      return fields({ host: event.host, task: rawTaskWire(event.task) });
    case 'runner_failed':
      return resultWire(event.result, { ignore: event.result.ignoreErrors ? true : null }, run);
    case 'runner_ok':
    case 'runner_skipped':
    case 'runner_unreachable':
    case 'item_ok':
    case 'item_failed':
    case 'item_skipped':
    case 'retry':
    case 'async_poll':
    case 'async_ok':
    case 'async_failed':
    case 'file_diff':
      return resultWire(event.result, {}, run);
    case 'include':
      return fields({
        file: event.file,
        hosts: texts(event.hosts),
        task: rawTaskWire(event.task),
        args: encode(event.args ?? new Map()),
        vars: encode(includeVars(event)),
      });
    case 'notify':
      return event.task === undefined ? undefined : fields({ task: taskWire(event.task), host: event.host });
    case 'vars_prompt': {
      const names = ['private', 'prompt', 'encrypt', 'confirm', 'salt_size', 'salt', 'default', 'unsafe'];
      const given = names.flatMap((n) => {
        const v = event.spec?.get(n);
        return v === undefined ? [] : [[n, encode(v)] as const];
      });
      return fields({ name: event.name, more: fields(Object.fromEntries(given)) });
    }
    case 'no_hosts_matched':
    case 'no_hosts_remaining':
      return fields({});
    case 'stats':
      return fields({
        hosts: fields(
          Object.fromEntries([...event.stats.hosts].map(([h, counts]) => [h, fields({ ...counts })])),
        ),
        custom: fields(Object.fromEntries([...event.stats.custom].map(([h, d]) => [h, encode(d)]))),
      });
    default:
      return undefined;
  }
}

function includeVars(event: Extract<RunEvent, { type: 'include' }>): Map<Value, Value> {
  const vars = new Map<Value, Value>(event.vars ?? []);
  if (event.itemLabel !== undefined) vars.set('_ansible_item_label', event.itemLabel);
  return vars;
}
