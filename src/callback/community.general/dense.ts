import type { PlayView, ResultView, RunEvent, RunStats, TaskView } from '../../run/events.ts';
import { compareText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { defineCallback } from '../define.ts';
import { DefaultCallback, resultStyle } from '../support/default-callback.ts';
import { compactRecapLine } from '../support/recap.ts';
import { dumpResult, tellWarnings, textOr, truthy } from '../support/result.ts';

const esc = '\u001b[';
/** Sequences for the terminal: the current line is written over and over. */
const vt = {
  reset: `${esc}0;0m`,
  bold: `${esc}1m`,
  underline: `${esc}4m`,
  clear: `${esc}2K`,
  save: `${esc}s`,
  restore: `${esc}u`,
  wrap: `${esc}7h`,
  noWrap: `${esc}7l`,
  white: `${esc}1;37m`,
  redBackground: `${esc}41m`,
};
const colors = {
  skipped: `${esc}0;36m`,
  ok: `${esc}0;32m`,
  changed: `${esc}0;33m`,
  failed: `${esc}0;31m`,
  ignored: `${esc}46m${esc}1;31m`,
  unreachable: `${esc}1;31m`,
};
type State = keyof typeof colors;
/** Which state of a host outweighs another, where a task has several results. */
const rank: Readonly<Record<State, number>> = {
  skipped: 0,
  ok: 1,
  changed: 2,
  failed: 3,
  ignored: 3,
  unreachable: 4,
};

/** Not shown of results at -v. */
const left = ['delta', 'end', 'failed', 'failed_when_result', 'invocation', 'start', 'stdout_lines'];
const start = vt.restore + vt.reset;
const over = start + vt.clear;
const nextLine = `${start}\n${vt.save}${vt.clear}`;

/** One line a task, written over as hosts end; what changed or failed stays. */
class DenseCallback extends DefaultCallback {
  readonly #hosts = new Map<string, { state: State; delegate: string | undefined }>();
  readonly #count = { play: 0, handler: 0, task: 0 };
  #kind: 'task' | 'handler' = 'task';
  #keep = false;
  #titleShown = false;
  #task: TaskView | undefined;
  #begun = false;

  override on(e: RunEvent): void {
    if (!this.#begun) {
      this.#begun = true;
      this.#write(vt.reset + vt.save + vt.clear);
    }
    switch (e.type) {
      case 'play_start':
        this.#play(e.play);
        break;
      case 'task_start':
        this.#start(e.task, 'task');
        break;
      case 'handler_task_start':
        this.#start(e.task, 'handler');
        break;
      case 'cleanup_task_start':
        this.#write('cleanup.');
        break;
      case 'runner_ok':
      case 'item_ok':
        this.#result(e.result, truthy(e.result.result.get('changed')) ? 'changed' : 'ok');
        break;
      case 'runner_failed':
      case 'item_failed':
        this.#result(e.result, e.result.task.ignoreErrors || e.result.ignoreErrors ? 'ignored' : 'failed');
        break;
      case 'runner_skipped':
      case 'item_skipped':
        this.#result(e.result, 'skipped');
        break;
      case 'runner_unreachable':
        this.#result(e.result, 'unreachable');
        break;
      case 'include':
        break;
      case 'file_diff':
        this.#write(vt.bold);
        super.on(e);
        this.#write(vt.reset);
        break;
      case 'no_hosts_remaining':
        this.#write(`${this.#keptLine(false)}${vt.white}${vt.redBackground}NO MORE HOSTS LEFT${nextLine}`);
        break;
      case 'stats':
        this.#stats(e.stats);
        break;
      default:
        super.on(e);
    }
  }

  #write(text: string): void {
    this.display.display(text, { newline: false, screenOnly: true });
  }

  /** To a line of its own where the last one is to stay, else over it. */
  #keptLine(retain: boolean): string {
    const keep = this.ctx.verbosity === 0 && this.#keep;
    this.#keep = false;
    return keep ? nextLine : retain ? start : over;
  }

  #play(play: PlayView): void {
    this.#write(this.#keptLine(false) + vt.bold);
    this.#count.handler = 0;
    this.#count.task = 0;
    this.#count.play += 1;
    this.#write(`PLAY ${this.#count.play}: ${(play.name.trim() || 'unnamed').toUpperCase()}${nextLine}`);
  }

  #start(task: TaskView, kind: 'task' | 'handler'): void {
    this.#write(this.#keptLine(kind === 'task') + vt.underline);
    this.#titleShown = false;
    this.#hosts.clear();
    this.#task = task;
    this.#kind = kind;
    if (task.name !== 'setup') this.#count[kind] += 1;
    this.#write(`${kind} ${this.#count[kind]}.${vt.reset}`);
  }

  #result(r: ResultView, state: State): void {
    const known = this.#hosts.get(r.host);
    const entry = known ?? { state, delegate: undefined };
    if (!known) this.#hosts.set(r.host, entry);
    else if (rank[known.state] < rank[state]) known.state = state;
    if (r.delegatedTo !== undefined) entry.delegate = r.delegatedAddress ?? r.delegatedTo;
    this.#progress();
    if (state !== 'changed' && state !== 'failed' && state !== 'unreachable') return;
    this.#keep = true;
    if (this.ctx.verbosity === 1) {
      this.#title();
      this.#details(r, state);
    }
  }

  #progress(): void {
    let line = `${over}${vt.noWrap}${vt.underline}${this.#kind} ${this.#count[this.#kind]}:${vt.reset}`;
    for (const [host, { state, delegate }] of this.#hosts)
      line += ` ${delegate === undefined ? '' : `${delegate}>`}${colors[state]}${host}${vt.reset}`;
    this.#write(line + vt.wrap);
  }

  #title(): void {
    if (this.#titleShown) this.#write(over);
    else {
      this.#titleShown = true;
      const name = this.#task?.name.trim() ?? '';
      this.#write(`${over}${vt.underline}${this.#kind} ${this.#count[this.#kind]}: ${name}${nextLine}`);
    }
    this.#keep = false;
  }

  /** What changed or failed, on a line that stays (-v). */
  #details(r: ResultView, state: 'changed' | 'failed' | 'unreachable'): void {
    this.#write(over);
    this.#keep = false;
    const result: Dict = new Map(r.result);
    const exception = result.delete('exception') && state === 'failed';
    for (const k of left) result.delete(k);
    for (const [k, v] of result) if (isEmpty(v)) result.delete(k);
    if (r.task.loop && result.has('results')) return;
    const dump = exception
      ? 'An exception occurred during task execution. To see the full traceback, use -vvv.'
      : state === 'unreachable'
        ? textOr(result.get('msg'), '')
        : dumpResult(result, this.style);
    const to = r.delegatedTo === undefined ? undefined : (r.delegatedAddress ?? r.delegatedTo);
    const where = to === undefined ? r.host : `${vt.reset}${r.host}>${colors[state]}${to}`;
    this.#write(`${colors[state]}${state}: ${where}: ${dump}\n${vt.reset}${vt.save}${vt.clear}`);
    if (state === 'changed') tellWarnings(result, this.style);
  }

  #stats(stats: RunStats): void {
    this.#write(this.#keptLine(false));
    if (this.ctx.verbosity > 0) {
      this.#write(`${vt.bold}${vt.underline}SUMMARY${nextLine}`);
      for (const host of [...stats.hosts.keys()].sort(compareText))
        this.display.display(
          compactRecapLine(host, stats.hosts.get(host)!, (t, c) => this.display.paint(t, c)),
          { screenOnly: true },
        );
    }
    this.#write(`${start}\n${vt.save}${vt.clear}`);
  }
}

const isEmpty = (v: Value): boolean =>
  (Array.isArray(v) || v instanceof Map || typeof v === 'string' || textOr(v, 'x') === '') && !truth(v);

export default defineCallback({
  type: 'stdout',
  description: 'minimal stdout output',
  // at -vv and above it is the default callback, as in Ansible
  create: async (ctx) => {
    const style = await resultStyle(ctx);
    return ctx.verbosity >= 2 ? new DefaultCallback(ctx, style) : new DenseCallback(ctx, style);
  },
});
