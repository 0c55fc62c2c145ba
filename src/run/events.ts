import type { Play } from '../playbook/play.ts';
import type { Task } from '../playbook/task.ts';
import type { Dict, Value } from '../value/types.ts';

/** What callbacks see of a task. */
export interface TaskView {
  readonly uuid: string;
  /** The name as it stands or, where it could be templated, templated; with the role: "role : name". */
  readonly name: string;
  /** Without the role's name before it. */
  readonly bareName: string;
  readonly action: string;
  /** "file.yml:12", as `task path:` prints it; undefined where unknown. */
  readonly path: string | undefined;
  readonly role: string | undefined;
  readonly noLog: boolean;
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly isHandler: boolean;
  /** Templated arguments for the banner (display_args_to_stdout). */
  readonly args: Dict;
  readonly loop: boolean;
  readonly delegateTo: string | undefined;
  readonly tags: readonly string[];
  readonly ignoreErrors: boolean;
  /** Raw keyword, for callbacks that look (`until`, `loop_control` ...). */
  keyword(name: string): Value | undefined;
  /** The task itself, for what plugins in Python read of it. */
  readonly source?: Task | undefined;
}

export interface PlayView {
  readonly uuid: string;
  readonly name: string;
  readonly hosts: readonly string[];
  readonly checkMode: boolean;
  readonly strategy: string;
  readonly serial: boolean;
  /** The host patterns, as `hosts` has them. */
  readonly patterns?: readonly string[] | undefined;
  /** "file.yml:1", for callbacks that name the place. */
  readonly path?: string | undefined;
  /** The play itself, for what plugins in Python read of it. */
  readonly source?: Play | undefined;
}

/** A result as a callback gets it: `result` is Ansible's dict (with `_ansible_*` keys taken out, flags beside it). */
export interface ResultView {
  readonly host: string;
  readonly task: TaskView;
  readonly result: Dict;
  readonly ignoreErrors: boolean;
  /** Result of a delegated task: the host it ran on. */
  readonly delegatedTo: string | undefined;
  /** Its ansible_host, where that is another name: shown as "a -> b(10.0.0.1)". */
  readonly delegatedAddress?: string | undefined;
  /** Templated loop label (item results), already text or a value. */
  readonly itemLabel: Value | undefined;
  readonly isItem: boolean;
  /** `_ansible_verbose_always` (debug, ...), `_ansible_verbose_override`. */
  readonly verboseAlways: boolean;
  readonly verboseOverride: boolean;
  readonly noLog: boolean;
  /** The arguments as they were templated; not those of a hidden result. */
  readonly args?: Dict | undefined;
  /** The result with the `_ansible_*` keys that Ansible leaves in it. */
  withInternals?(): Dict;
  readonly start: number;
  readonly end: number;
}

export interface HostSummary {
  readonly ok: number;
  readonly changed: number;
  readonly unreachable: number;
  readonly failures: number;
  readonly skipped: number;
  readonly rescued: number;
  readonly ignored: number;
}

export interface RunStats {
  /** In the order hosts were first seen. */
  readonly hosts: ReadonlyMap<string, HostSummary>;
  /** set_stats: by host, and under "_run" for the whole run. */
  readonly custom: ReadonlyMap<string, Dict>;
}

/** Everything that a run tells; names follow Ansible's callback methods (v2_...). */
export type RunEvent =
  | {
      readonly type: 'playbook_start';
      readonly file: string;
      readonly path: string;
      /** As the command line names it. */
      readonly given?: string;
      readonly plays?: readonly Play[];
    }
  | { readonly type: 'play_start'; readonly play: PlayView }
  | { readonly type: 'task_start'; readonly task: TaskView; readonly isConditional: boolean }
  | { readonly type: 'handler_task_start'; readonly task: TaskView }
  | { readonly type: 'cleanup_task_start'; readonly task: TaskView }
  /** A host begins a task; callbacks of lock-step strategies ignore it. */
  | { readonly type: 'runner_start'; readonly host: string; readonly task: TaskView }
  | { readonly type: 'runner_ok'; readonly result: ResultView }
  | { readonly type: 'runner_failed'; readonly result: ResultView }
  | { readonly type: 'runner_skipped'; readonly result: ResultView }
  | { readonly type: 'runner_unreachable'; readonly result: ResultView }
  | { readonly type: 'item_ok'; readonly result: ResultView }
  | { readonly type: 'item_failed'; readonly result: ResultView }
  | { readonly type: 'item_skipped'; readonly result: ResultView }
  | { readonly type: 'retry'; readonly result: ResultView }
  | { readonly type: 'async_poll'; readonly result: ResultView }
  | { readonly type: 'async_ok'; readonly result: ResultView }
  | { readonly type: 'async_failed'; readonly result: ResultView }
  | { readonly type: 'file_diff'; readonly result: ResultView }
  | {
      readonly type: 'include';
      readonly file: string;
      readonly hosts: readonly string[];
      readonly task: TaskView;
      readonly itemLabel: Value | undefined;
      readonly args?: Dict;
      readonly vars?: ReadonlyMap<string, Value>;
    }
  | {
      readonly type: 'notify';
      readonly handler: string;
      readonly host: string;
      readonly task?: TaskView;
    }
  | { readonly type: 'no_hosts_matched' }
  | { readonly type: 'no_hosts_remaining' }
  /** `spec` is what vars_prompt says of it, templated. */
  | { readonly type: 'vars_prompt'; readonly name: string; readonly spec?: Dict }
  | { readonly type: 'live_output'; readonly host: string; readonly task: TaskView; readonly line: string }
  | { readonly type: 'stats'; readonly stats: RunStats };

export type RunEventType = RunEvent['type'];
