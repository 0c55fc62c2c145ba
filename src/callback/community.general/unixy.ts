import { basename } from 'node:path';
import type { PlayView, ResultView, RunEvent, RunStats, TaskView } from '../../run/events.ts';
import { compareText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { type Callback, type CallbackContext, defineCallback } from '../define.ts';
import { customStats } from '../support/custom-stats.ts';
import { optional, resultStyle } from '../support/default-callback.ts';
import { resultDiff } from '../support/file-diff.ts';
import { compactRecapLine } from '../support/recap.ts';
import {
  dumpResult,
  exceptionText,
  includedLine,
  isVerbose,
  type ResultStyle,
  tellWarnings,
  textOr,
  truthy,
} from '../support/result.ts';

/** The run in the manner of a system's start-up log: one short line a host. */
class UnixyCallback implements Callback {
  readonly #on: (name: string, fallback: boolean) => boolean;

  constructor(
    private readonly ctx: CallbackContext,
    private readonly style: ResultStyle,
  ) {
    this.#on = (name, fallback) => truth(optional(ctx, name, fallback));
  }

  on(e: RunEvent): void {
    switch (e.type) {
      case 'playbook_start':
        this.#say(`Executing playbook ${basename(e.file)}`);
        break;
      case 'play_start':
        this.#play(e.play);
        break;
      case 'task_start':
        this.#task(e.task, '...');
        break;
      case 'handler_task_start':
        this.#task(e.task, ' (via handler)... ');
        break;
      case 'runner_ok':
      case 'item_ok':
        this.#ok(e.result);
        break;
      case 'runner_failed':
      case 'item_failed':
        this.#result(e.result, `failed${itemMark(e.result)}`, 'COLOR_ERROR', this.#failedToStderr);
        break;
      case 'runner_unreachable':
        this.#result(e.result, 'unreachable', 'COLOR_UNREACHABLE', this.#failedToStderr);
        break;
      case 'runner_skipped':
      case 'item_skipped':
        if (this.#on('display_skipped_hosts', true)) this.#result(e.result, 'skipped', 'COLOR_SKIP');
        break;
      case 'file_diff':
        this.#diff(e.result);
        break;
      case 'retry':
        this.#retry(e.result);
        break;
      case 'runner_start':
        if (this.#on('show_per_host_start', false))
          this.#say(
            ` [started ${e.task.isHandler ? 'HANDLER' : 'TASK'}: ${e.task.name} on ${e.host}]`,
            'COLOR_OK',
          );
        break;
      case 'include':
        this.#say(includedLine(e), 'COLOR_SKIP');
        break;
      case 'no_hosts_matched':
        this.#say('  No hosts found!', 'COLOR_DEBUG');
        break;
      case 'no_hosts_remaining':
        this.#say('  Ran out of hosts!', 'COLOR_ERROR');
        break;
      case 'stats':
        this.#stats(e.stats);
        break;
      case 'live_output':
        this.#say(e.line);
    }
  }

  get #failedToStderr(): boolean {
    return this.#on('display_failed_stderr', false);
  }

  #say(line: string, color?: string, stderr = false): void {
    this.ctx.display.display(line, { ...(color ? { color } : {}), stderr });
  }

  #play(play: PlayView): void {
    const name = play.name.trim();
    this.#say(name === '' ? '---' : `\n- ${name} on hosts: ${(play.patterns ?? play.hosts).join(',')} -`);
  }

  #task(task: TaskView, after: string): void {
    const name = task.name.trim().split(' : ').at(-1) as string;
    if (!name.startsWith('include')) this.#say(`${name}${after}`);
  }

  #ok(r: ResultView): void {
    if (truthy(r.result.get('changed'))) this.#result(r, `done${itemMark(r)}`, 'COLOR_CHANGED');
    else {
      const shown = this.#on('display_ok_hosts', true);
      this.#result(r, 'ok', 'COLOR_OK', false, shown);
    }
  }

  #result(r: ResultView, state: string, color: string, stderr = false, shown = true): void {
    const result: Dict = new Map(r.result);
    const told = exceptionText(result, this.ctx.verbosity);
    if (told !== undefined) this.#say(told, 'COLOR_ERROR', this.#failedToStderr);
    tellWarnings(result, this.style);
    if (shown) this.#say(`  ${this.#line(r, result, state)}`, color, stderr);
  }

  #line(r: ResultView, result: Dict, state: string): string {
    if (isVerbose(r, this.ctx.verbosity))
      return `${r.host} ${state}: ${dumpResult(result, this.style, { indent: 4 })}`;
    let line = `${r.host} ${state}`;
    if (r.delegatedTo !== undefined) line = `${r.host} -> ${r.delegatedAddress ?? r.delegatedTo} ${state}`;
    const shown = (key: string): Value | undefined => {
      const v = result.get(key);
      return v !== undefined && truth(v) ? v : undefined;
    };
    const message = shown('msg');
    if (message !== undefined && textOr(message, '') !== 'All items completed')
      line += ` | msg: ${textOr(message, '')}`;
    for (const key of ['stdout', 'stderr']) {
      const v = shown(key);
      if (v !== undefined) line += ` | ${key}: ${textOr(v, '')}`;
    }
    return line;
  }

  #diff(r: ResultView): void {
    const text = resultDiff(r, this.ctx, this.style);
    if (text !== '') this.#say(text);
  }

  #retry(r: ResultView): void {
    const number = (k: string): string => textOr(r.result.get(k), '0');
    let line = `  Retrying... (${number('attempts')} of ${number('retries')})`;
    if (isVerbose(r, this.ctx.verbosity)) line += `Result was: ${dumpResult(new Map(r.result), this.style)}`;
    this.#say(line, 'COLOR_DEBUG');
  }

  #stats(stats: RunStats): void {
    const { display } = this.ctx;
    display.display('\n- Play recap -', { screenOnly: true });
    for (const host of [...stats.hosts.keys()].sort(compareText)) {
      const s = stats.hosts.get(host)!;
      display.display(`  ${compactRecapLine(host, s, (t, c) => display.paint(t, c))}`, { screenOnly: true });
      display.display(`  ${compactRecapLine(host, s, (t) => t)}`, { logOnly: true });
    }
    if (stats.custom.size > 0 && this.#on('show_custom_stats', false)) customStats(display, stats.custom);
  }
}

const itemMark = (r: ResultView): string => {
  if (r.noLog) return '';
  return r.itemLabel !== undefined && r.itemLabel !== null && truth(r.itemLabel)
    ? ` | item: ${textOr(r.itemLabel, '')}`
    : '';
};

export default defineCallback({
  type: 'stdout',
  description: 'condensed Ansible output',
  create: async (ctx) => new UnixyCallback(ctx, await resultStyle(ctx)),
});
