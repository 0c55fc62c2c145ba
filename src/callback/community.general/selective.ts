import type { ResultView, RunEvent, RunStats } from '../../run/events.ts';
import { equal } from '../../value/compare.ts';
import { str } from '../../value/repr.ts';
import { compareText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import { type Dict, Tuple, type Value } from '../../value/types.ts';
import { type Callback, type CallbackContext, defineCallback } from '../define.ts';
import { colorCode } from '../support/color.ts';
import { textOr, truthy } from '../support/result.ts';
import { splitLines, unifiedDiff } from '../support/unified-diff.ts';

const lineLength = 120;
const tag = 'print_action';

/** Shows tasks with the tag print_action, and failed ones; a dot for each of the others. */
class SelectiveCallback implements Callback {
  #lastWasDot = false;
  #taskName = '';
  #printedTask = false;
  readonly #plain: boolean;
  readonly #codes: Readonly<Record<string, string>>;

  constructor(private readonly ctx: CallbackContext) {
    this.#plain = truth(ctx.setting('nocolor'));
    const of = (setting: string): string => `\u001b[${colorCode(textOr(ctx.core(setting), 'normal'))}m`;
    this.#codes = {
      ok: of('COLOR_OK'),
      bold: '\u001b[1m',
      notSoBold: '\u001b[1m\u001b[34m',
      changed: of('COLOR_CHANGED'),
      failed: of('COLOR_ERROR'),
      skipped: of('COLOR_SKIP'),
    };
  }

  on(e: RunEvent): void {
    switch (e.type) {
      case 'task_start':
      case 'handler_task_start':
        this.#taskName = e.task.name;
        this.#printedTask = false;
        break;
      case 'runner_ok':
        this.#result(e.result, false);
        break;
      case 'runner_failed':
      case 'runner_unreachable':
        this.#result(e.result, true);
        break;
      case 'runner_skipped':
        if (this.ctx.verbosity > 1) this.#skipped(e.result);
        break;
      case 'stats':
        this.#stats(e.stats);
    }
  }

  #print(text: string, newline = true): void {
    this.ctx.display.display(newline && text.endsWith('\n') ? `${text}\n` : text, {
      newline,
      screenOnly: true,
    });
  }

  #paint(text: string, color: string): string {
    return this.#plain ? text : `${this.#codes[color]}${text}\u001b[0m`;
  }

  #task(name: string): void {
    if (this.#printedTask) return;
    this.#printedTask = true;
    if (this.#lastWasDot) this.#print('');
    this.#print(this.#paint(`# ${name} ${'*'.repeat(Math.max(0, lineLength - size(name)))}`, 'bold'));
  }

  #result(r: ResultView, failed: boolean): void {
    if (!(r.task.tags.includes(tag) || failed || this.ctx.verbosity > 1)) {
      this.#lastWasDot = true;
      this.#print('.', false);
      return;
    }
    this.#task(this.#taskName);
    this.#lastWasDot = false;
    const message = textOr(r.result.get('msg'), '') || textOr(r.result.get('reason'), '');
    this.#entry(this.#paint(r.host, 'notSoBold'), 0, r.result, message, failed);
    const results = r.result.get('results');
    for (const item of Array.isArray(results) ? results : []) {
      if (!(item instanceof Map)) continue;
      let label: Value = item.get(textOr(item.get('ansible_loop_var'), 'item')) ?? null;
      if (label instanceof Map && label.has('key')) label = label.get('key') as Value;
      const name = this.#paint(textOr(label, 'None'), 'bold');
      this.#entry(name, 4, item, textOr(item.get('msg'), ''), truthy(item.get('failed')));
    }
  }

  #entry(name: string, indent: number, result: Dict, text: string, failed: boolean): void {
    const changed = truthy(result.get('changed'));
    const color = failed ? 'failed' : changed ? 'changed' : 'ok';
    const state = failed
      ? this.#paint('FAILED!!!', color)
      : this.#paint(`changed=${changed ? 'True' : 'False'}`, color);
    const message = this.#paint(text, color);
    const line = `${' '.repeat(indent)}  * ${name}${' '.repeat(Math.max(0, 40 - size(name) - indent))}- ${state}`;
    this.#ruled(line, message, indent + 4);
    const diff = result.get('diff');
    if (diff !== undefined && truth(diff)) this.#diff(diff, indent + 4);
    for (const more of [
      textOr(result.get('module_stdout'), ''),
      ['exception', 'module_stderr']
        .map((k) => textOr(result.get(k), ''))
        .filter((t) => t !== '')
        .join('\n')
        .trim(),
    ])
      if (more !== '') this.#print(indented(this.#paint(more, 'failed'), indent + 4));
  }

  /** A line with its message behind it where that is short, else below; filled up with dashes. */
  #ruled(line: string, message: string, indent: number): void {
    const dashes = (l: string): string => '-'.repeat(Math.max(0, lineLength - size(l)));
    if (size(message) < 50) {
      const whole = `${line} -- ${message}`;
      this.#print(`${whole} ${dashes(whole)}---------`);
    } else {
      this.#print(`${line} ${dashes(line)}`);
      this.#print(indented(message, indent));
    }
  }

  #diff(diff: Value, indent: number): void {
    const field = (k: string): Value | undefined => (diff instanceof Map ? diff.get(k) : undefined);
    const before = field('before');
    const after = field('after');
    const text =
      before instanceof Map && after instanceof Map
        ? str(changes(before, after))
        : before === undefined || after === undefined
          ? textOr(diff, '')
          : unifiedDiff(
              lines(before),
              lines(after),
              textOr(field('before_header'), 'new_file'),
              textOr(field('after_header'), ''),
            ).join('\n');
    if (text !== '') this.#print(indented(this.#paint(text, 'changed'), indent));
  }

  #skipped(r: ResultView): void {
    this.#task(this.#taskName);
    this.#lastWasDot = false;
    const line = `  * ${this.#paint(r.host, 'notSoBold')}${' '.repeat(Math.max(0, 27 - size(r.host)))}- ${this.#paint('skipped', 'skipped')}`;
    this.#ruled(line, textOr(r.result.get('skip_reason'), ''), 8);
  }

  #stats(stats: RunStats): void {
    this.#print('');
    this.#printedTask = false;
    this.#task('STATS');
    for (const host of [...stats.hosts.keys()].sort(compareText)) {
      const s = stats.hosts.get(host)!;
      const color = s.failures > 0 || s.unreachable > 0 ? 'failed' : s.changed > 0 ? 'changed' : 'ok';
      this.#print(
        this.#paint(
          `${host}    : ok=${s.ok}\tchanged=${s.changed}\tfailed=${s.failures}\tunreachable=${s.unreachable}\trescued=${s.rescued}\tignored=${s.ignored}`,
          color,
        ),
      );
    }
  }
}

const size = (s: string): number => Array.from(s).length;
const indented = (text: string, blanks: number): string =>
  text
    .replace(/\n$/, '')
    .split('\n')
    .map((l) => ' '.repeat(blanks) + l)
    .join('\n');
const lines = (v: Value): string[] => splitLines(textOr(v, '')).map((l) => l.replace(/\n$/, ''));

/** Keys whose values differ, each with both. */
function changes(before: Dict, after: Dict): Dict {
  const out: Dict = new Map();
  for (const k of new Set([...before.keys(), ...after.keys()])) {
    const a = before.get(k) ?? null;
    const b = after.get(k) ?? null;
    if (!equal(a, b)) out.set(k, Tuple.of(a, b));
  }
  return out;
}

export default defineCallback({
  type: 'stdout',
  description: 'only print certain tasks',
  create: (ctx) => new SelectiveCallback(ctx),
});
