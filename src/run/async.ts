import { randomInt } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { jsonDumps } from '../value/json.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import type { Dict, Value } from '../value/types.ts';
import type { Attempt } from './attempts.ts';
import type { RunContext } from './context.ts';
import { detachJob } from './detached-job.ts';
import { moduleOutcome, timeoutResult } from './job-result.ts';
import { addLines } from './module-result.ts';
import type { ModuleCall } from './module-runner.ts';
import { newOutcome, resultView } from './outcome.ts';

/**
 * `async`: the module runs beside the play, its state in a file under ~/.ansible_async on the host, as async_status
 * reads it. With `poll` the task waits for the end. Without, it returns the job's id at once, and the job outlives the
 * run: command and shell run on the host alone, other modules in a process of their own on this machine.
 */
export async function startJob(run: RunContext, at: Attempt, call: ModuleCall, limit: number): Promise<Dict> {
  const poll = (await at.keywords.int('poll')) ?? run.settings.int('DEFAULT_POLL_INTERVAL');
  const target = await call.open();
  const jid = `j${String(randomInt(10 ** 11)).padStart(12, '0')}.${process.pid}`;
  const dirVar = call.scope.get('ansible_async_dir');
  const dir = await target.expand(
    dirVar === undefined
      ? '~/.ansible_async'
      : (asText(await at.templar.template(dirVar)) ?? '~/.ansible_async'),
  );
  const file = `${dir}/${jid}`;
  await target.mkdir(dir, { mode: 0o700, parents: true });
  const state = (d: Dict): Promise<void> => target.writeFile(file, jsonDumps(d), { mode: 0o600 });
  await state(job(jid, file, 0));
  const begun: Dict = new Map<Value, Value>([...job(jid, file, 0), ['changed', true]]);
  if (
    poll <= 0 &&
    call.action.kind === 'native' &&
    (await detachJob(call.action.fqcn, call.args, target, file, limit))
  )
    return begun;
  if (poll <= 0) {
    const { jobMessage } = await import('./job-message.ts');
    if (await run.jobLink.send(await jobMessage(run, at, call, file, limit))) return begun;
  }
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), limit * 1000);
  let result: Dict | undefined;
  const work = (async () => {
    const outcome = await moduleOutcome(run, { ...call, signal: stop.signal });
    clearTimeout(timer);
    // what was ended because it took too long has no result of its own
    const left = stop.signal.aborted ? timeoutResult() : outcome;
    for (const [k, v] of job(jid, file, 1)) if (!left.has(k) && k !== 'results_file') left.set(k, v);
    if (!stop.signal.aborted) result = left;
    await state(left).catch(() => undefined);
  })();
  run.jobs.add(work);
  void work.finally(() => run.jobs.delete(work));
  if (poll <= 0) return begun;
  let left = limit;
  while (left > 0 && !result) {
    await Promise.race([sleep(poll * 1000), work.then(() => sleep(Math.min(poll, 1) * 10))]);
    if (result) break;
    left -= poll;
    const o = newOutcome(job(jid, file, 0));
    run.emit({ type: 'async_poll', result: resultView(at.host.name, at.view, o) });
  }
  if (!result) {
    stop.abort();
    const seen: Dict = new Map<Value, Value>([
      ...job(jid, file, 0),
      [
        'invocation',
        new Map<Value, Value>([
          [
            'module_args',
            new Map<Value, Value>([
              ['jid', jid],
              ['mode', 'status'],
              ['_async_dir', dir],
            ]),
          ],
        ]),
      ],
      ['stdout', ''],
      ['stderr', ''],
    ]);
    addLines(seen);
    const lost: Dict = new Map<Value, Value>([
      ['failed', true],
      ['msg', `async task did not complete within the requested time - ${limit}s`],
      ['async_result', seen],
    ]);
    run.emit({ type: 'async_failed', result: resultView(at.host.name, at.view, newOutcome(lost)) });
    return lost;
  }
  await target.unlink(file).catch(() => undefined);
  // as async_status tells it
  const ended: Dict = new Map<Value, Value>([
    ['results_file', file],
    ['stdout', ''],
    ['stderr', ''],
    ...result,
  ]);
  addLines(ended);
  const failed = truth(ended.get('failed') ?? false);
  run.emit({
    type: failed ? 'async_failed' : 'async_ok',
    result: resultView(at.host.name, at.view, newOutcome(ended)),
  });
  return ended;
}

const job = (jid: string, file: string, finished: number): Dict =>
  new Map<Value, Value>([
    ['started', 1],
    ['finished', finished],
    ['ansible_job_id', jid],
    ['results_file', file],
  ]);
