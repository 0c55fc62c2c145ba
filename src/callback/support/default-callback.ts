import { basename } from 'node:path';
import { OptionsError } from '../../errors/ansible-error.ts';
import { actions } from '../../playbook/actions.ts';
import type { PlayView, ResultView, RunEvent, TaskView } from '../../run/events.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import type { Callback, CallbackContext } from '../define.ts';
import { customStats } from './custom-stats.ts';
import { resultDiff } from './file-diff.ts';
import { showRecap } from './recap.ts';
import {
  cleanDebug,
  dumpResult,
  exceptionText,
  includedLine,
  isVerbose,
  type ResultStyle,
  tellWarnings,
} from './result.ts';
import type { DisplaySurface } from './surface.ts';

const bool = (v: Value | undefined): boolean => v !== undefined && truth(v);
const text = (v: Value): string => asText(v) ?? str(v);

/** The option of a callback, or a fallback where the callback has none of that name. */
export function optional(ctx: CallbackContext, name: string, fallback: Value): Value {
  try {
    return ctx.setting(name);
  } catch (e) {
    // a value that does not fit is told, with the help, as Ansible does
    if (e instanceof OptionsError) throw new OptionsError(e.message);
    return fallback;
  }
}

/** How results look under a callback's settings. */
export async function resultStyle(ctx: CallbackContext): Promise<ResultStyle> {
  const pretty = optional(ctx, 'pretty_results', null);
  const format = optional(ctx, 'result_format', 'json') === 'yaml' ? 'yaml' : 'json';
  return {
    format,
    pretty: pretty === null ? undefined : bool(pretty),
    verbosity: ctx.verbosity,
    actionWarnings: bool(ctx.core('ACTION_WARNINGS')),
    yaml: format === 'yaml' ? (await import('./yaml.ts')).resultYaml : undefined,
  };
}

/** The run as Ansible prints it; `default` and the callbacks that change parts of it. */
export class DefaultCallback implements Callback {
  protected readonly display: DisplaySurface;
  protected readonly style: ResultStyle;
  protected readonly ctx: CallbackContext;
  readonly #showSkipped: boolean;
  readonly #showOk: boolean;
  readonly #failedToStderr: boolean;
  readonly #checkMarkers: boolean;
  readonly #customStats: boolean;
  readonly #perHostStart: boolean;
  readonly #pathOnFailure: boolean;
  readonly #showArgs: boolean;
  #play: PlayView | undefined;
  /** Name of the task that began last: as in Ansible, headlines of others between its results say it as well. */
  #lastName: string | undefined;
  /** Uuid of the task whose headline stands last. */
  #lastBanner = '';
  readonly #kind = new Map<string, string>();

  constructor(ctx: CallbackContext, style: ResultStyle) {
    this.ctx = ctx;
    this.display = ctx.display;
    this.style = style;
    const on = (name: string, fallback: boolean): boolean => bool(optional(ctx, name, fallback));
    this.#showSkipped = on('display_skipped_hosts', true);
    this.#showOk = on('display_ok_hosts', true);
    this.#failedToStderr = on('display_failed_stderr', false);
    this.#checkMarkers = on('check_mode_markers', false);
    this.#customStats = on('show_custom_stats', false);
    this.#perHostStart = on('show_per_host_start', false);
    this.#pathOnFailure = on('show_task_path_on_failure', false);
    this.#showArgs = bool(ctx.core('DISPLAY_ARGS_TO_STDOUT'));
  }

  on(e: RunEvent): void {
    switch (e.type) {
      case 'runner_ok':
        this.#ok(e.result);
        break;
      case 'runner_skipped':
        this.#skipped(e.result);
        break;
      case 'item_ok':
        this.#itemOk(e.result);
        break;
      case 'item_skipped':
        this.#itemSkipped(e.result);
        break;
      case 'runner_failed':
        this.#failed(e.result);
        break;
      case 'item_failed':
        this.#itemFailed(e.result);
        break;
      case 'task_start':
        this.#taskStart(e.task, 'TASK');
        break;
      case 'handler_task_start':
        this.#taskStart(e.task, 'RUNNING HANDLER');
        break;
      case 'cleanup_task_start':
        this.#taskStart(e.task, 'CLEANUP TASK');
        break;
      case 'runner_start':
        if (this.#perHostStart)
          this.display.display(
            ` [started ${e.task.isHandler ? 'HANDLER' : 'TASK'}: ${e.task.name} on ${e.host}]`,
            { color: 'COLOR_OK' },
          );
        break;
      case 'file_diff':
        this.#fileDiff(e.result);
        break;
      case 'retry':
        this.#retry(e.result);
        break;
      case 'include':
        this.display.display(includedLine(e), { color: 'COLOR_SKIP' });
        break;
      case 'runner_unreachable':
        this.#unreachable(e.result);
        break;
      case 'play_start':
        this.#playStart(e.play);
        break;
      case 'playbook_start':
        this.#playbookStart(e.file);
        break;
      case 'no_hosts_matched':
        this.display.display('skipping: no hosts matched', { color: 'COLOR_SKIP' });
        break;
      case 'no_hosts_remaining':
        this.display.banner('NO MORE HOSTS LEFT');
        break;
      case 'notify':
        if (this.ctx.verbosity > 1)
          this.display.display(`NOTIFIED HANDLER ${e.handler} for ${e.host}`, {
            color: 'COLOR_VERBOSE',
            screenOnly: true,
          });
        break;
      case 'async_poll':
        this.#async('POLL', e.result, true);
        break;
      case 'async_ok':
        this.#async('OK', e.result, false);
        break;
      case 'async_failed':
        this.#async('FAILED', e.result, false);
        break;
      case 'stats':
        showRecap(this.display, e.stats);
        if (this.#customStats && e.stats.custom.size > 0)
          customStats(this.display, e.stats.custom, this.style);
        if (this.#checkMarkers && this.ctx.checkMode) this.display.banner('DRY RUN');
        break;
      case 'live_output':
        this.display.display(e.line, {});
        break;
    }
  }

  /** "host", or "host -> where the task ran". */
  protected hostLabel(r: ResultView): string {
    if (r.delegatedTo === undefined || r.delegatedTo === r.host) return r.host;
    const address = r.delegatedAddress;
    return `${r.host} -> ${r.delegatedTo}${address === undefined || address === r.delegatedTo ? '' : `(${address})`}`;
  }

  /** A result's content as it stands after " => ". */
  protected dump(r: ResultView, result: Dict): string {
    return dumpResult(result, this.style, { verboseAlways: r.verboseAlways });
  }

  protected itemText(r: ResultView): string {
    return r.itemLabel === undefined ? 'None' : text(r.itemLabel);
  }

  #playbookStart(file: string): void {
    if (this.ctx.verbosity > 1) this.display.banner(`PLAYBOOK: ${basename(file)}`);
    if (this.ctx.verbosity > 3 && this.ctx.commandLine !== undefined) {
      const { positional, options } = this.ctx.commandLine;
      const line = (t: string): void => this.display.display(t, { color: 'COLOR_VERBOSE', screenOnly: true });
      if (positional.length > 0) line(`Positional arguments: ${positional.join(' ')}`);
      for (const [name, value] of options) if (truth(value)) line(`${name}: ${str(value)}`);
    }
    if (this.#checkMarkers && this.ctx.checkMode) this.display.banner('DRY RUN');
  }

  #playStart(play: PlayView): void {
    this.#play = play;
    const name = play.name.trim();
    const mark = play.checkMode && this.#checkMarkers ? ' [CHECK MODE]' : '';
    this.display.banner(name === '' ? `PLAY${mark}` : `PLAY [${name}]${mark}`);
  }

  #taskStart(task: TaskView, kind: string): void {
    this.#kind.set(task.uuid, kind);
    // Where hosts do not run in step, a task's headline waits for its first result.
    const strategy = this.#play?.strategy.replace(/^.*\./, '');
    if (strategy === 'free' || strategy === 'host_pinned') {
      this.#lastName = undefined;
      return;
    }
    this.#lastName = task.name;
    if (this.#showSkipped && this.#showOk) this.#banner(task);
  }

  /** The task's headline, where another task's stands last. */
  #bannerOnce(task: TaskView): void {
    if (this.#lastBanner !== task.uuid) this.#banner(task);
  }

  #banner(task: TaskView): void {
    let args = '';
    if (this.#showArgs && !task.noLog) {
      args = [...task.args].map(([k, v]) => `${text(k)}=${text(v)}`).join(', ');
      if (args !== '') args = ` ${args}`;
    }
    const mark = task.checkMode && this.#checkMarkers ? ' [CHECK MODE]' : '';
    this.display.banner(
      `${this.#kind.get(task.uuid) ?? 'TASK'} [${(this.#lastName ?? task.name).trim()}${args}]${mark}`,
    );
    if (this.ctx.verbosity >= 2) this.#path(task);
    this.#lastBanner = task.uuid;
  }

  #path(task: TaskView): void {
    if (task.path !== undefined) this.display.display(`task path: ${task.path}`, { color: 'COLOR_DEBUG' });
  }

  #ok(r: ResultView): void {
    if (actions.dynamicInclude.has(r.task.action)) {
      this.#bannerOnce(r.task);
      return;
    }
    const changed = bool(r.result.get('changed'));
    if (!changed && !this.#showOk) return;
    this.#bannerOnce(r.task);
    const result: Dict = new Map(r.result);
    tellWarnings(result, this.style);
    if (r.task.loop && result.has('results')) return;
    cleanDebug(r.task.action, result);
    const shown = isVerbose(r, this.ctx.verbosity) ? ` => ${this.dump(r, result)}` : '';
    this.display.display(`${changed ? 'changed' : 'ok'}: [${this.hostLabel(r)}]${shown}`, {
      color: changed ? 'COLOR_CHANGED' : 'COLOR_OK',
    });
  }

  #skipped(r: ResultView): void {
    if (!this.#showSkipped) return;
    const result: Dict = new Map(r.result);
    cleanDebug(r.task.action, result);
    this.#bannerOnce(r.task);
    tellWarnings(result, this.style);
    if (r.task.loop) result.delete('results');
    const shown = isVerbose(r, this.ctx.verbosity) ? ` => ${this.dump(r, result)}` : '';
    this.display.display(`skipping: [${r.host}]${shown}`, { color: 'COLOR_SKIP' });
  }

  #failed(r: ResultView): void {
    const result: Dict = new Map(r.result);
    cleanDebug(r.task.action, result);
    this.#bannerOnce(r.task);
    this.#exception(result);
    tellWarnings(result, this.style);
    if (!(r.task.loop && result.has('results'))) {
      this.#failurePath(r.task);
      this.display.display(`fatal: [${this.hostLabel(r)}]: FAILED! => ${this.dump(r, result)}`, {
        color: 'COLOR_ERROR',
        stderr: this.#failedToStderr,
      });
    }
    if (r.ignoreErrors) this.display.display('...ignoring', { color: 'COLOR_SKIP' });
  }

  #failurePath(task: TaskView): void {
    if (this.#pathOnFailure && this.ctx.verbosity < 2) this.#path(task);
  }

  #exception(result: Dict): void {
    const told = exceptionText(result, this.ctx.verbosity);
    if (told !== undefined)
      this.display.display(told, { color: 'COLOR_ERROR', stderr: this.#failedToStderr });
  }

  #unreachable(r: ResultView): void {
    this.#bannerOnce(r.task);
    this.display.display(
      `fatal: [${this.hostLabel(r)}]: UNREACHABLE! => ${this.dump(r, new Map(r.result))}`,
      {
        color: 'COLOR_UNREACHABLE',
        stderr: this.#failedToStderr,
      },
    );
    if (bool(r.task.keyword('ignore_unreachable')))
      this.display.display('...ignoring', { color: 'COLOR_SKIP' });
  }

  #itemOk(r: ResultView): void {
    if (actions.dynamicInclude.has(r.task.action)) return;
    const changed = bool(r.result.get('changed'));
    if (!changed && !this.#showOk) return;
    this.#bannerOnce(r.task);
    const result: Dict = new Map(r.result);
    tellWarnings(result, this.style);
    cleanDebug(r.task.action, result);
    const shown = isVerbose(r, this.ctx.verbosity) ? ` => ${this.dump(r, result)}` : '';
    this.display.display(
      `${changed ? 'changed' : 'ok'}: [${this.hostLabel(r)}] => (item=${this.itemText(r)})${shown}`,
      {
        color: changed ? 'COLOR_CHANGED' : 'COLOR_OK',
      },
    );
  }

  #itemFailed(r: ResultView): void {
    this.#bannerOnce(r.task);
    const result: Dict = new Map(r.result);
    cleanDebug(r.task.action, result);
    this.#exception(result);
    tellWarnings(result, this.style);
    this.display.display(
      `failed: [${this.hostLabel(r)}] (item=${this.itemText(r)}) => ${this.dump(r, result)}`,
      {
        color: 'COLOR_ERROR',
        stderr: this.#failedToStderr,
      },
    );
  }

  #itemSkipped(r: ResultView): void {
    if (!this.#showSkipped) return;
    this.#bannerOnce(r.task);
    const result: Dict = new Map(r.result);
    cleanDebug(r.task.action, result);
    const shown = isVerbose(r, this.ctx.verbosity) ? ` => ${this.dump(r, result)}` : '';
    this.display.display(`skipping: [${r.host}] => (item=${this.itemText(r)}) ${shown}`, {
      color: 'COLOR_SKIP',
    });
  }

  #fileDiff(r: ResultView): void {
    const shown = resultDiff(r, this.ctx, this.style);
    if (shown === '') return;
    this.#bannerOnce(r.task);
    this.display.display(shown);
  }

  #retry(r: ResultView): void {
    const number = (k: string): number => Number(r.result.get(k) ?? 0);
    let line = `FAILED - RETRYING: [${this.hostLabel(r)}]: ${r.task.name} (${number('retries') - number('attempts')} retries left).`;
    if (isVerbose(r, this.ctx.verbosity, 2)) line += `Result was: ${this.dump(r, new Map(r.result))}`;
    this.display.display(line, { color: 'COLOR_DEBUG' });
  }

  #async(what: string, r: ResultView, state: boolean): void {
    const field = (k: string): string => {
      const v = r.result.get(k);
      return v === undefined ? 'None' : text(v);
    };
    let jid = r.result.get('ansible_job_id');
    const inner = r.result.get('async_result');
    if (jid === undefined && inner instanceof Map) jid = inner.get('ansible_job_id');
    const more = state ? ` started=${field('started')} finished=${field('finished')}` : '';
    this.display.display(`ASYNC ${what} on ${r.host}: jid=${jid === undefined ? 'None' : text(jid)}${more}`, {
      color: 'COLOR_DEBUG',
    });
  }
}
