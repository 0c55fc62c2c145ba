import { AnsibleError } from '../errors/ansible-error.ts';
import type { Host } from '../inventory/host.ts';
import { Block } from '../playbook/block.ts';
import { compilePlay, filterTagged } from '../playbook/compile.ts';
import type { Play } from '../playbook/play.ts';
import { tagList } from '../playbook/tags.ts';
import { Task } from '../playbook/task.ts';
import { str } from '../value/repr.ts';
import { truth } from '../value/truth.ts';
import type { Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import type { PlayView } from './events.ts';
import { runFree } from './free.ts';
import { PlayIterator } from './iterator.ts';
import { looseBool } from './keyword-values.ts';
import { runLinear } from './linear.ts';
import { playPattern } from './process-result.ts';
import { warnIfReserved } from './reserved-names.ts';
import { Ended } from './strategy.ts';
import { PlayHosts } from './variables/play-hosts.ts';

const linear = new Set(['linear', 'ansible.builtin.linear', 'debug', 'ansible.builtin.debug']);
const free = new Set(['free', 'ansible.builtin.free']);
const pinned = new Set(['host_pinned', 'ansible.builtin.host_pinned']);

/** Runs a play on one batch of hosts. Returns bits of `Ended`. */
export async function runPlay(run: RunContext, play: Play, batch: readonly Host[]): Promise<number> {
  const asked = play.own.get('strategy') ?? null;
  const strategy = asked === null ? run.settings.text('DEFAULT_STRATEGY') : str(asked);
  const names = batch.map((h) => h.name);
  await run.vars.prepare(play, undefined);
  warnIfReserved(run.vars.scope({ play }));
  run.vars.playHosts = new PlayHosts(run.inventory, playPattern(play), names, play.removedHosts);
  run.emit({ type: 'play_start', play: playView(run, play, names, strategy) });
  // cached facts that cannot be read end the run, before any task
  for (const name of names) run.facts.facts(name);
  if (!linear.has(strategy) && !free.has(strategy) && !pinned.has(strategy)) {
    throw new AnsibleError(`Invalid play strategy specified: ${strategy}`, {
      kind: 'action',
      position: play.position,
    });
  }
  run.strategyName = strategy.replace(/^ansible\.builtin\./, '');
  run.taskDebugger = run.strategyName === 'debug' || run.settings.bool('ENABLE_TASK_DEBUGGER');
  const iterator = await makeIterator(run, play, names);
  if (run.startAtTask !== undefined) startAt(run, iterator, names);
  const lost = new Set(run.failedHosts);
  // hosts that were lost in an earlier play of this run stay out
  for (const h of names) {
    if (run.failedHosts.has(h)) iterator.markFailed(h);
    else if (run.unreachableHosts.has(h)) play.removedHosts.add(h);
  }
  let result: number;
  if (linear.has(strategy)) result = await runLinear(run, iterator, batch);
  else result = await runFree(run, iterator, batch, pinned.has(strategy));
  // one step more for every host: the end of an always part decides that its host has failed
  for (const h of names) if (!run.unreachableHosts.has(h)) iterator.commit(h, iterator.peek(h).state);
  for (const h of names) if (iterator.isFailed(h)) run.failedHosts.add(h);
  // a host that failed at an include and was rescued counts for later plays, not for this one's result
  const failed = [...run.failedHosts].some((h) => lost.has(h) || iterator.isFailed(h));
  if (iterator.endPlay) throw new EndPlay(finalResult(run, result, failed));
  return finalResult(run, result, failed);
}

/** Thrown by `meta: end_play`: the play's other batches do not run. */
export class EndPlay extends Error {
  constructor(readonly result: number) {
    super('end_play');
  }
}

/** Hosts that were lost in an earlier play count too; unreachable ones outweigh failed ones. */
function finalResult(run: RunContext, result: number, failed: boolean): number {
  if (result !== Ended.ok) return result;
  if (run.unreachableHosts.size > 0) return Ended.unreachableHosts;
  return failed ? Ended.failedHosts : Ended.ok;
}

export function playView(run: RunContext, play: Play, hosts: readonly string[], strategy: string): PlayView {
  const check = play.own.get('check_mode');
  return {
    uuid: play.uuid,
    name: play.title(),
    hosts,
    checkMode: check === undefined ? run.options.check : looseBool(check),
    strategy,
    serial: play.own.has('serial'),
    patterns: playPattern(play),
    path: play.position ? `${play.position.file}:${play.position.line}` : undefined,
    source: play,
  };
}

async function makeIterator(run: RunContext, play: Play, hosts: readonly string[]): Promise<PlayIterator> {
  const template = (tags: Value, task: Task): Promise<Value> =>
    run.templar(run.vars.scope({ play, task }), task).template(tags);
  const only = run.load.onlyTags;
  const skip = run.load.skipTags;
  const blocks: Block[] = [await filterTagged(setupBlock(run, play), only, skip, template)];
  const force = play.own.get('force_handlers');
  for (const b of compilePlay(play, force === undefined ? run.options.forceHandlers : looseBool(force))) {
    const picked = await filterTagged(b, only, skip, template);
    if (picked.hasTasks()) blocks.push(picked);
  }
  const gather = play.own.get('gather_facts');
  const implied = gather === undefined || gather === null || looseBool(gather);
  const explicit = gather !== undefined && gather !== null && looseBool(gather);
  const how = run.settings.text('DEFAULT_GATHERING');
  return new PlayIterator(play, hosts, blocks, (host) => {
    if (how === 'explicit') return explicit;
    if (how === 'smart')
      return (
        implied &&
        !truth(
          run.facts.facts(host)?.get('_ansible_facts_gathered') ??
            run.facts.facts(host)?.get('ansible_facts_gathered') ??
            false,
        )
      );
    return implied;
  });
}

function setupBlock(run: RunContext, play: Play): Block {
  const block = new Block();
  block.play = play;
  block.own.set('run_once', false);
  const task = new Task();
  task.action = 'gather_facts';
  task.resolvedAction = 'ansible.builtin.gather_facts';
  task.own.set('name', 'Gathering Facts');
  task.parent = block;
  task.position = play.position;
  if (tagList(play.own.get('tags')).length === 0) task.own.set('tags', ['always']);
  const args = new Map<Value, Value>();
  const subset = play.own.get('gather_subset') ?? run.settings.list('DEFAULT_GATHER_SUBSET');
  if (subset !== undefined && !(Array.isArray(subset) && subset.length === 0))
    args.set('gather_subset', subset);
  const timeout = play.own.get('gather_timeout') ?? (run.settings.get('DEFAULT_GATHER_TIMEOUT') as Value);
  if (timeout !== null) args.set('gather_timeout', timeout);
  const path = play.own.get('fact_path') ?? (run.settings.get('DEFAULT_FACT_PATH') as Value);
  if (path !== null && path !== '') args.set('fact_path', path);
  task.args = args;
  if (play.includedConditional) task.own.set('when', play.includedConditional);
  block.block = [task];
  return block;
}

const globToRegExp = (glob: string): RegExp =>
  new RegExp(
    `^${glob
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replace(/\*/g, '.*')
      .replace(/\?/g, '.')
      .replace(/\[!/g, '[^')}$`,
    's',
  );

/** --start-at-task: every host is moved to the first task of that name; later plays begin at their own start. */
function startAt(run: RunContext, iterator: PlayIterator, hosts: readonly string[]): void {
  const wanted = run.startAtTask as string;
  const glob = globToRegExp(wanted);
  let matched = false;
  for (const host of hosts) {
    for (;;) {
      const { state, task } = iterator.peek(host);
      if (!task || state.phase === 'complete') {
        iterator.commit(host, state);
        break;
      }
      const names = [task.name, task.title()].filter((n) => n !== '');
      if (names.includes(wanted) || names.some((n) => glob.test(n))) {
        matched = true;
        const at = iterator.state(host);
        at.startedAtTask = true;
        at.phase = 'setup';
        break;
      }
      iterator.commit(host, state);
    }
  }
  if (matched) run.startAtTask = undefined;
}
