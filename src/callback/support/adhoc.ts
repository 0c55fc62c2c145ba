import type { ResultView, RunEvent } from '../../run/events.ts';
import { truth } from '../../value/truth.ts';
import type { Dict } from '../../value/types.ts';
import type { Callback, CallbackContext } from '../define.ts';
import { diffText } from './file-diff.ts';
import { cleanDebug, dumpResult, exceptionText, type ResultStyle, tellWarnings, textOr } from './result.ts';

const plainCommands = new Set(
  ['command', 'win_command', 'shell', 'win_shell', 'raw'].flatMap((n) => [
    n,
    `ansible.builtin.${n}`,
    `ansible.legacy.${n}`,
    `ansible.windows.${n}`,
  ]),
);

/** Modules whose output is shown as text, not as JSON. */
const isPlain = (r: ResultView): boolean =>
  plainCommands.has(r.task.action) && !r.result.has('ansible_job_id');

/** `minimal`: one block a result, as the `ansible` command prints it. */
export class MinimalCallback implements Callback {
  constructor(
    private readonly ctx: CallbackContext,
    private readonly style: ResultStyle,
  ) {}

  on(e: RunEvent): void {
    if (e.type === 'runner_ok') this.#ok(e.result);
    else if (e.type === 'runner_failed') this.#failed(e.result);
    else if (e.type === 'runner_skipped')
      this.ctx.display.display(`${e.result.host} | SKIPPED`, { color: 'COLOR_SKIP' });
    else if (e.type === 'runner_unreachable')
      this.ctx.display.display(`${e.result.host} | UNREACHABLE! => ${this.#dump(new Map(e.result.result))}`, {
        color: 'COLOR_UNREACHABLE',
      });
    else if (e.type === 'file_diff') this.#diff(e.result);
  }

  #dump(result: Dict): string {
    return dumpResult(result, this.style, { indent: 4 });
  }

  #plain(r: ResultView, result: Dict, state: string): string {
    const field = (k: string): string => textOr(result.get(k), '');
    return `${r.host} | ${state} | rc=${textOr(result.get('rc'), '-1')} >>\n${field('stdout')}${field('stderr')}${field('msg')}\n`;
  }

  #ok(r: ResultView): void {
    const result: Dict = new Map(r.result);
    cleanDebug(r.task.action, result);
    tellWarnings(result, this.style);
    const changed = result.get('changed') !== undefined && truth(result.get('changed')!);
    const state = changed ? 'CHANGED' : 'SUCCESS';
    const color = changed ? 'COLOR_CHANGED' : 'COLOR_OK';
    this.ctx.display.display(
      isPlain(r) ? this.#plain(r, result, state) : `${r.host} | ${state} => ${this.#dump(result)}`,
      { color },
    );
  }

  #failed(r: ResultView): void {
    const result: Dict = new Map(r.result);
    const told = exceptionText(result, this.ctx.verbosity);
    if (told !== undefined) this.ctx.display.display(told, { color: 'COLOR_ERROR' });
    tellWarnings(result, this.style);
    this.ctx.display.display(
      isPlain(r) && !result.has('module_stderr')
        ? this.#plain(r, result, 'FAILED')
        : `${r.host} | FAILED! => ${this.#dump(result)}`,
      { color: 'COLOR_ERROR' },
    );
  }

  #diff(r: ResultView): void {
    const diff = r.result.get('diff');
    if (diff === undefined || !truth(diff)) return;
    const text = diffText(diff, {
      context: Number(this.ctx.core('DIFF_CONTEXT')),
      color: this.ctx.display.color,
      paint: (t, c) => this.ctx.display.paint(t, c),
    });
    if (text !== '') this.ctx.display.display(text);
  }
}

/** `oneline`: everything of a result on one line. */
export class OnelineCallback implements Callback {
  constructor(
    private readonly ctx: CallbackContext,
    private readonly style: ResultStyle,
  ) {}

  on(e: RunEvent): void {
    if (e.type === 'runner_ok') this.#ok(e.result);
    else if (e.type === 'runner_failed') this.#failed(e.result);
    else if (e.type === 'runner_skipped')
      this.ctx.display.display(`${e.result.host} | SKIPPED`, { color: 'COLOR_SKIP' });
    else if (e.type === 'runner_unreachable')
      this.ctx.display.display(`${e.result.host} | UNREACHABLE!: ${textOr(e.result.result.get('msg'), '')}`, {
        color: 'COLOR_UNREACHABLE',
      });
  }

  /** The pretty form without its line ends (and blanks, which only forced pretty printing leaves). */
  #dump(r: ResultView, result: Dict): string {
    const pretty = r.verboseAlways || this.style.verbosity > 2;
    return dumpResult(result, this.style, { indent: pretty ? 4 : 0 }).replaceAll('\n', '');
  }

  #plain(r: ResultView, state: string): string {
    const field = (k: string): string =>
      textOr(r.result.get(k), '').replaceAll('\n', '\\n').replaceAll('\r', '\\r');
    const err = field('stderr');
    return `${r.host} | ${state} | rc=${textOr(r.result.get('rc'), '-1')} | (stdout) ${field('stdout')}${err === '' ? '' : ` (stderr) ${err}`}`;
  }

  #ok(r: ResultView): void {
    const changed = r.result.get('changed') !== undefined && truth(r.result.get('changed')!);
    const state = changed ? 'CHANGED' : 'SUCCESS';
    this.ctx.display.display(
      isPlain(r) ? this.#plain(r, state) : `${r.host} | ${state} => ${this.#dump(r, new Map(r.result))}`,
      { color: changed ? 'COLOR_CHANGED' : 'COLOR_OK' },
    );
  }

  #failed(r: ResultView): void {
    const result: Dict = new Map(r.result);
    const trace = result.get('exception');
    if (trace !== undefined) {
      const text = textOr(trace, '').trim();
      const line =
        this.ctx.verbosity < 3
          ? `An exception occurred during task execution. To see the full traceback, use -vvv. The error was: ${text.split('\n').at(-1)!}`
          : `An exception occurred during task execution. The full traceback is:\n${text.replaceAll('\n', '')}`;
      result.delete('exception');
      this.ctx.display.display(isPlain(r) ? this.#plain(r, 'FAILED') : line, { color: 'COLOR_ERROR' });
    }
    this.ctx.display.display(`${r.host} | FAILED! => ${this.#dump(r, result)}`, { color: 'COLOR_ERROR' });
  }
}
