import type { ResolvedAction } from '../playbook/context.ts';
import { taskFolders } from '../playbook/files.ts';
import { encode, type Wire } from '../python/plugins/codec.ts';
import type { ConnectionInfo } from '../target/types.ts';
import type { Value } from '../value/types.ts';
import type { Attempt } from './attempts.ts';
import type { RunContext } from './context.ts';
import type { ModuleCall } from './module-runner.ts';
import { infoOf, reachable } from './task-target.ts';

/** All that a process of its own needs to run one module: a line of JSON, through a pipe only (it holds passwords). */
export interface JobMessage {
  /** Where the result goes, on the host. */
  readonly file: string;
  /** Seconds that it may take. */
  readonly limit: number;
  readonly action: ResolvedAction;
  /** The module's name as the task has it. */
  readonly written: string;
  readonly args: Wire;
  /** module_defaults, templated: for modules that call others. */
  readonly defaults: Wire;
  readonly vars: Wire;
  readonly facts: Wire;
  readonly diff: boolean;
  readonly noLog: boolean;
  readonly verbosity: number;
  readonly host: string;
  readonly delegate: string | undefined;
  /** The host that the module acts on, and the one of the inventory. */
  readonly acting: ConnectionInfo;
  readonly inventoryHost: ConnectionInfo;
  readonly environment: Readonly<Record<string, string>> | undefined;
  readonly basedir: string;
  /** Where the task's files are searched. */
  readonly folders: readonly string[];
  readonly moduleUtilsPaths: readonly string[];
}

/** Variables and facts that modules ask for by themselves. */
const asked = {
  vars: ['ansible_python_interpreter', 'ansible_async_dir'],
  facts: ['pkg_mgr', 'service_mgr'],
};

export async function jobMessage(
  run: RunContext,
  at: Attempt,
  call: ModuleCall,
  file: string,
  limit: number,
): Promise<JobMessage> {
  const vars = new Map<Value, Value>([['inventory_hostname', call.host]]);
  for (const name of asked.vars) {
    const raw = call.scope.get(name);
    if (raw !== undefined) vars.set(name, await call.templar.template(raw));
  }
  // the interpreter that was found is told by the run, not by the job
  vars.set('ansible_facts', new Map<Value, Value>([['discovered_interpreter_python', '']]));
  const facts = new Map<Value, Value>();
  const known = run.facts.facts(call.host);
  for (const name of asked.facts) {
    const value = known?.get(`ansible_${name}`) ?? known?.get(name);
    if (value !== undefined) facts.set(`ansible_${name}`, value);
  }
  const defaults = at.task.get('module_defaults');
  return {
    file,
    limit,
    action: call.action,
    written: at.task.action,
    args: encode(call.args),
    defaults: encode(defaults === undefined ? null : await call.templar.template(defaults)),
    vars: encode(vars),
    facts: encode(facts),
    diff: call.diff,
    noLog: call.noLog,
    verbosity: run.options.verbosity,
    host: call.host,
    delegate: call.route?.delegate,
    acting: reachable(run, await infoOf(run, at, true)),
    inventoryHost: await infoOf(run, at, false),
    environment: at.environment,
    basedir: run.loader.basedir,
    folders: taskFolders(at.task),
    moduleUtilsPaths: run.registry.moduleUtilsPaths,
  };
}
