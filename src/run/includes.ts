import { dirname, isAbsolute, join } from 'node:path';
import { AnsibleError, ParserError, UndefinedVariableError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { errorText } from '../errors/report.ts';
import type { Host } from '../inventory/host.ts';
import { Block } from '../playbook/block.ts';
import { filterTagged } from '../playbook/compile.ts';
import { findRelative } from '../playbook/files.ts';
import { loadBlocks, MalformedList } from '../playbook/load-list.ts';
import { includeRoleStatically, loadIncludedRole } from '../playbook/load-role.ts';
import { parentBlock } from '../playbook/role-blocks.ts';
import type { Task } from '../playbook/task.ts';
import { equal as pyEquals } from '../value/compare.ts';
import { fromPlain } from '../value/plain.ts';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import type { TaskView } from './events.ts';
import type { PlayIterator } from './iterator.ts';
import { flag, type IncludeRequest, isFailed, newOutcome, type Outcome, resultView } from './outcome.ts';
import type { HostResult } from './process-result.ts';

/** One include to expand, for all hosts that asked for the same file with the same variables. */
interface Included {
  readonly task: Task;
  readonly view: TaskView;
  readonly file: string | undefined;
  readonly vars: ReadonlyMap<string, Value>;
  readonly request: IncludeRequest;
  readonly label: Value | undefined;
  readonly hosts: Host[];
}

/** Expands the includes among the results: loads each file once, and puts its blocks at the place of each host. */
export async function expandIncludes(
  run: RunContext,
  iterator: PlayIterator,
  results: readonly HostResult[],
  hosts: readonly Host[],
): Promise<void> {
  const included: Included[] = [];
  for (const r of results) await collect(run, r, included);
  if (included.length === 0) return;
  const blocksOf = new Map<string, Block[]>(hosts.map((h) => [h.name, []]));
  const tasks: Task[] = [];
  for (const inc of included) {
    try {
      const isHandler = inc.task.isHandler && inc.file !== undefined;
      const blocks =
        inc.file === undefined
          ? await roleBlocks(run, iterator, inc)
          : await fileBlocks(run, iterator, inc, inc.file);
      iterator.renewHandlers();
      for (const block of blocks) {
        let final = block;
        if (isHandler) {
          for (const t of block.tasks()) t.notifiedHosts.push(...inc.hosts.map((h) => h.name));
        } else {
          final = await filterTagged(block, run.load.onlyTags, run.load.skipTags, (tags, task) =>
            run.templar(run.vars.scope({ play: iterator.play, task }), task).template(tags),
          );
          tasks.push(...final.tasks());
        }
        for (const h of inc.hosts) blocksOf.get(h.name)?.push(final);
      }
    } catch (e) {
      if (e instanceof ParserError || !(e instanceof AnsibleError) || e.kind === 'yaml') throw e;
      if (inc.file === undefined && e instanceof UndefinedVariableError) throw e;
      if (inc.file === undefined) notices().error(errorText(e), false);
      for (const r of results) if (inc.hosts.includes(r.host)) r.outcome.result.set('failed', true);
      for (const h of inc.hosts) {
        run.failedHosts.add(h.name);
        iterator.markFailed(h.name);
      }
    }
  }
  for (const h of hosts) iterator.insert(h.name, blocksOf.get(h.name) ?? []);
  iterator.allTasks = [
    ...iterator.allTasks.slice(0, iterator.curTask),
    ...tasks,
    ...iterator.allTasks.slice(iterator.curTask),
  ];
}

async function collect(run: RunContext, r: HostResult, into: Included[]): Promise<void> {
  const { task, host, outcome, view } = r;
  if (!task.isTaskInclude && !task.isRoleInclude) return;
  for (const o of outcome.items ?? [outcome]) {
    if (!o.include || flag(o.result, 'skipped') || isFailed(o)) continue;
    const file =
      o.include.file === undefined ? undefined : await includedPath(run, task, o.include.file, host);
    const known = into.find(
      (i) =>
        i.task.uuid === task.uuid &&
        i.file === file &&
        sameVars(i.vars, (o.include as IncludeRequest).vars) &&
        !i.hosts.includes(host) &&
        task.parent === i.task.parent,
    );
    if (known) known.hosts.push(host);
    else
      into.push({
        task,
        view,
        file,
        vars: o.include.vars,
        request: o.include,
        label: o.itemLabel,
        hosts: [host],
      });
  }
}

const sameVars = (a: ReadonlyMap<string, Value>, b: ReadonlyMap<string, Value>): boolean =>
  a.size === b.size && [...a].every(([k, v]) => b.has(k) && pyEquals(v, b.get(k) as Value));

/** The file that an include means: beside the including file, in the role, or in the playbook's folder. */
async function includedPath(run: RunContext, task: Task, name: string, host: Host): Promise<string> {
  if (isAbsolute(name)) return name;
  const { loader } = run;
  const subdir = task.isHandler ? 'handlers' : 'tasks';
  let above: Block | Task | undefined = task.parent;
  let cumulative: string | undefined;
  const play = task.play;
  while (above) {
    if (!(above instanceof Block) && above.isTaskInclude) {
      const templar = run.templar(run.vars.scope({ play, host, task: above }), above);
      const parent = asText(await templar.template(above.args.get('_raw_params') ?? '')) ?? '';
      const dir = dirname(parent) === '.' ? '' : dirname(parent);
      cumulative =
        cumulative === undefined ? dir : isAbsolute(cumulative) ? cumulative : join(dir, cumulative);
      const found: string = task.role
        ? findRelative(
            loader,
            isAbsolute(cumulative) ? cumulative : join(task.role.path, subdir, cumulative),
            subdir,
            name,
          )
        : findRelative(loader, loader.basedir, cumulative, name);
      if (loader.isFile(found)) return found;
    }
    above = above.parent;
  }
  if (task.role) return findRelative(loader, task.role.path, subdir, name);
  return join(loader.basedir, name);
}

async function fileBlocks(
  run: RunContext,
  iterator: PlayIterator,
  inc: Included,
  file: string,
): Promise<Block[]> {
  const { task } = inc;
  try {
    const data = run.loader.loadFile(file);
    if (data !== null && !Array.isArray(data))
      throw new AnsibleError('included task files must contain a list of tasks', { kind: 'action' });
    if (data === null) return [];
    const copy = includeCopy(inc);
    const blocks = await loadBlocks(
      data,
      {
        play: iterator.play,
        parent: parentBlock(copy, iterator.play, run.load),
        role: task.role,
        handlers: task.isHandler,
      },
      run.load,
      includeRoleStatically,
    );
    for (const h of inc.hosts) run.stats.add('ok', h.name);
    run.emit({
      type: 'include',
      file,
      hosts: inc.hosts.map((h) => h.name),
      task: inc.view,
      itemLabel: inc.label,
      args: inc.request.args,
      vars: inc.request.vars,
    });
    return blocks;
  } catch (e) {
    if (e instanceof MalformedList) throw new ParserError(e.message, {});
    if (e instanceof AnsibleError && e.message.startsWith('an error occurred while trying to read the file'))
      throw new ParserError(e.message, { position: task.position, hideExcerpt: true });
    if (e instanceof ParserError || !(e instanceof AnsibleError) || e.kind === 'yaml') throw e;
    const reason =
      e.kind === 'file-not-found'
        ? `Could not find or access '${file}' on the Ansible Controller.`
        : errorText(e);
    for (const h of inc.hosts) {
      const o: Outcome = newOutcome(
        new Map<Value, Value>([
          ['failed', true],
          ['reason', fromPlain(reason, true)],
        ]),
      );
      run.stats.add('failures', h.name);
      run.emit({ type: 'runner_failed', result: resultView(h.name, inc.view, o) });
    }
    throw new AnsibleError(reason, { kind: 'action' });
  }
}

async function roleBlocks(run: RunContext, iterator: PlayIterator, inc: Included): Promise<Block[]> {
  const copy = includeCopy(inc);
  copy.args = inc.request.args;
  return (await loadIncludedRole(copy, iterator.play, run.load)).blocks;
}

/** The include with the variables of its loop item. */
function includeCopy(inc: Included): Task {
  const copy = inc.task.copy();
  copy.vars = new Map([...inc.task.vars, ...inc.vars]);
  return copy;
}
