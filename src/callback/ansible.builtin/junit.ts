import { writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { makeDirs } from '../../config/make-dirs.ts';
import { notices } from '../../errors/notices.ts';
import { actions } from '../../playbook/actions.ts';
import type { ResultView, RunEvent, TaskView } from '../../run/events.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import { type Callback, type CallbackContext, defineCallback } from '../define.ts';
import { resultStyle } from '../support/default-callback.ts';
import { junitReport, type TestCase } from '../support/junit-report.ts';
import { dumpResult, type ResultStyle } from '../support/result.ts';

interface Started {
  readonly task: TaskView;
  readonly name: string;
  readonly play: string;
  readonly at: number;
}

/** Writes the tasks of a run as test cases, for Jenkins and the like. */
class JunitCallback implements Callback {
  readonly #cases: TestCase[] = [];
  readonly #tasks = new Map<string, Started>();
  #play = '';
  #playbook = '';
  readonly #dir: string;
  readonly #taskClass: boolean;
  readonly #relative: string;
  readonly #outside: string;
  readonly #failOnChange: boolean;
  readonly #failOnIgnore: boolean;
  readonly #setup: boolean;
  readonly #hideArgs: boolean;
  readonly #prefix: string;

  constructor(
    ctx: CallbackContext,
    private readonly style: ResultStyle,
  ) {
    const text = (name: string): string => asText(ctx.setting(name)) ?? '';
    const on = (name: string): boolean => {
      const v: Value = ctx.setting(name);
      return v === true || asText(v)?.toLowerCase() === 'true';
    };
    const place = (name: string): string => (text(name) === 'none' ? '' : text(name));
    this.#dir = text('output_dir').replace(/^~(?=\/|$)/, homedir());
    this.#taskClass = on('task_class');
    this.#relative = place('task_relative_path');
    this.#outside = place('replace_out_of_tree_path');
    this.#failOnChange = on('fail_on_change');
    this.#failOnIgnore = on('fail_on_ignore');
    this.#setup = on('include_setup_tasks_in_report');
    this.#hideArgs = on('hide_task_arguments');
    this.#prefix = text('test_case_prefix') === '<empty>' ? '' : text('test_case_prefix');
  }

  on(e: RunEvent): void {
    switch (e.type) {
      case 'playbook_start':
        this.#playbook = basename(e.path).replace(/\.[^.]*$/, '');
        break;
      case 'play_start':
        this.#play = e.play.name;
        break;
      case 'task_start':
      case 'handler_task_start':
      case 'cleanup_task_start':
        this.#start(e.task);
        break;
      case 'runner_ok':
        this.#end('ok', e.result);
        break;
      case 'runner_failed':
        this.#end(e.result.ignoreErrors && !this.#failOnIgnore ? 'ok' : 'failed', e.result);
        break;
      case 'runner_skipped':
        this.#end('skipped', e.result);
        break;
      case 'include':
        this.#included(e.task, `${e.file} (args={} vars={}): [${e.hosts.join(', ')}]`);
        break;
      case 'stats':
        this.#write();
        break;
      default:
    }
  }

  #start(task: TaskView): void {
    if (this.#tasks.has(task.uuid)) return;
    if (!this.#setup && actions.gathering.has(task.action)) return;
    let name = task.name.trim();
    if (!task.noLog && !this.#hideArgs && task.args.size > 0)
      name += ` ${[...task.args].map(([k, v]) => `${str(k)}=${shown(v)}`).join(', ')}`;
    this.#tasks.set(task.uuid, { task, name, play: this.#play, at: performance.now() });
  }

  #end(outcome: 'ok' | 'failed' | 'skipped', r: ResultView): void {
    const started = this.#tasks.get(r.task.uuid);
    if (started === undefined) return;
    const failed =
      outcome === 'failed' || (outcome === 'ok' && this.#failOnChange && r.result.get('changed') === true);
    // What is no test case stands in the report only where it failed, by a change as well.
    if (!started.task.name.startsWith(this.#prefix) && !failed) return;
    const dump = dumpResult(r.result, this.style, { indent: 4, verboseAlways: r.verboseAlways });
    const output = r.verboseAlways ? dump : dump.replace(/^ +/gm, '');
    const exception = asText(r.result.get('exception') ?? null);
    this.#cases.push({
      ...this.#head(started, r.host),
      outcome:
        outcome === 'skipped' ? 'skipped' : !failed ? 'ok' : exception === undefined ? 'failure' : 'error',
      message:
        outcome === 'skipped'
          ? (asText(r.result.get('skip_reason') ?? null) ?? 'skipped')
          : exception === undefined
            ? (asText(r.result.get('msg') ?? null) ?? `rc=${str(r.result.get('rc') ?? 0)}`)
            : exception.trim().split('\n').at(-1)!,
      output,
    });
  }

  #included(task: TaskView, output: string): void {
    const started = this.#tasks.get(task.uuid);
    if (started === undefined || !started.task.name.startsWith(this.#prefix)) return;
    this.#cases.push({ ...this.#head(started, 'include'), outcome: 'ok', message: '', output });
  }

  #head(started: Started, host: string): Pick<TestCase, 'classname' | 'name' | 'seconds'> {
    let path = started.task.path ?? '';
    if (this.#relative !== '') path = relative(resolve(this.#relative), path);
    if (this.#outside !== '' && path.startsWith('../')) path = this.#outside + basename(path);
    const file = path.replace(/:\d+$/, '');
    return {
      classname: this.#taskClass ? join(dirname(file), basename(file).replace(/\.ya?ml$/, '')) : path,
      name: `[${host}] ${started.play}: ${started.name}`,
      seconds: (performance.now() - started.at) / 1000,
    };
  }

  #write(): void {
    try {
      makeDirs(this.#dir);
      const file = join(this.#dir, `${this.#playbook}-${Date.now() / 1000}.xml`);
      writeFileSync(file, junitReport(this.#playbook, this.#cases));
    } catch (e) {
      notices().warning(`Unable to write the JUnit report: ${(e as Error).message}`);
    }
  }
}

const shown = (v: Value): string => asText(v) ?? str(v);

export default defineCallback({
  type: 'aggregate',
  needsEnabled: true,
  description: 'Write playbook output to a JUnit file',
  create: async (ctx) => new JunitCallback(ctx, await resultStyle(ctx)),
});
