import { createInterface } from 'node:readline';
import { Task } from '../playbook/task.ts';
import { decode } from '../python/plugins/codec.ts';
import type { ConnectionInfo, Target } from '../target/types.ts';
import { jsonDumps } from '../value/json.ts';
import { str } from '../value/repr.ts';
import { MapScope } from '../value/scope.ts';
import type { Dict } from '../value/types.ts';
import type { RunContext } from './context.ts';
import type { JobMessage } from './job-message.ts';
import { moduleOutcome, timeoutResult } from './job-result.ts';
import type { ModuleCall } from './module-runner.ts';

/** Runs the jobs that come as lines of JSON, side by side, until the input has ended and all are done. */
export async function serveJobs(run: RunContext, input: NodeJS.ReadableStream): Promise<void> {
  const running = new Set<Promise<void>>();
  for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
    const work = runJob(run, JSON.parse(line) as JobMessage).catch(() => undefined);
    running.add(work);
    void work.finally(() => running.delete(work));
  }
  while (running.size > 0) await Promise.all(running);
  await run.pool.closeAll();
  run.loader.cleanup();
}

async function runJob(base: RunContext, job: JobMessage): Promise<void> {
  const open = async (info: ConnectionInfo): Promise<Target> => {
    const target = await base.pool.acquire(info);
    return job.environment ? target.withEnvironment(job.environment) : target;
  };
  const stop = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Dict>((resolve) => {
    timer = setTimeout(() => {
      resolve(timeoutResult());
      stop.abort();
    }, job.limit * 1000);
  });
  const target = await open(job.acting);
  const result = await Promise.race([late, moduleOutcome(...callOf(base, job, open, stop.signal))]);
  clearTimeout(timer);
  await target.writeFile(job.file, jsonDumps(result), { mode: 0o600 });
}

function callOf(
  base: RunContext,
  job: JobMessage,
  open: (info: ConnectionInfo) => Promise<Target>,
  signal: AbortSignal,
): [RunContext, ModuleCall] {
  const task = new Task();
  task.action = job.written;
  const defaults = decode(job.defaults);
  if (defaults !== null) task.own.set('module_defaults', defaults);
  const vars = new Map([...(decode(job.vars) as Dict)].map(([k, v]) => [str(k), v] as const));
  const scope = new MapScope(vars);
  const run: RunContext = { ...base, options: { ...base.options, verbosity: job.verbosity } };
  run.loader.setBasedir(job.basedir);
  run.facts.setFacts(job.host, decode(job.facts) as Dict);
  for (const dir of job.moduleUtilsPaths)
    if (!run.registry.moduleUtilsPaths.includes(dir)) run.registry.moduleUtilsPaths.push(dir);
  const call: ModuleCall = {
    action: job.action,
    args: decode(job.args) as Dict,
    task,
    host: job.host,
    scope,
    templar: run.templar(scope, task),
    checkMode: false,
    diff: job.diff,
    noLog: job.noLog,
    signal,
    open: () => open(job.acting),
    folders: job.folders,
    route: {
      delegate: job.delegate,
      inventoryHost: async () => job.inventoryHost,
      actingHost: async () => job.acting,
      reconnect: async (seconds) => {
        await run.pool.reset(job.acting);
        return open(seconds === undefined ? job.acting : { ...job.acting, timeout: seconds });
      },
      control: () => open({ ...job.inventoryHost, connection: 'local', become: undefined }),
    },
    live: () => undefined,
  };
  return [run, call];
}
