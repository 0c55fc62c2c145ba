import type { Settings } from '../config/settings.ts';
import type { Inventory } from '../inventory/inventory.ts';
import type { LoadContext } from '../playbook/context.ts';
import type { Task } from '../playbook/task.ts';
import type { TargetPool } from '../target/pool.ts';
import type { Templar } from '../template/templar.ts';
import type { Scope } from '../value/scope.ts';
import type { DataLoader } from '../vault/data-loader.ts';
import type { RunEvent } from './events.ts';
import type { JobLink } from './job-link.ts';
import type { ModuleRegistry } from './module-registry.ts';
import type { RunOptions } from './options.ts';
import type { Stats } from './stats.ts';
import type { FactStore } from './variables/fact-store.ts';
import type { VariableManager } from './variables/manager.ts';

/** The parts of a run, and what it has come to: shared by strategies and task runners. */
export interface RunContext {
  readonly settings: Settings;
  readonly options: RunOptions;
  readonly loader: DataLoader;
  readonly inventory: Inventory;
  readonly vars: VariableManager;
  readonly facts: FactStore;
  readonly pool: TargetPool;
  readonly registry: ModuleRegistry;
  readonly load: LoadContext;
  readonly stats: Stats;
  readonly omit: string;
  readonly abort: AbortController;
  emit(event: RunEvent): void;
  /** A templar for a task (its files are searched by its place) over a scope. */
  templar(scope: Scope, task: Task | undefined): Templar;
  /** A line filled up with stars, as callbacks print them. */
  banner(text: string): void;
  /** Texts that no log may show. */
  hide(secret: string): void;
  /** Hosts that failed or could not be reached, over all plays. */
  readonly failedHosts: Set<string>;
  readonly unreachableHosts: Set<string>;
  /** --start-at-task, until it was found. */
  startAtTask: string | undefined;
  /** --step, until the user says "continue". */
  step: boolean;
  /** A failed or unreachable task of the play in work opens the task debugger (the setting, or the strategy debug). */
  taskDebugger?: boolean;
  /** The strategy of the play in work, without its collection. */
  strategyName?: string;
  /** Each puts into the inventory once more what a result of add_host or group_by told. */
  readonly dynamicInventory: { readonly hosts: Array<() => void>; readonly groups: Array<() => void> };
  /** Jobs started with `async` inside this process that may still run. */
  readonly jobs: Set<Promise<void>>;
  /** Runs the jobs that outlive this process. */
  readonly jobLink: JobLink;
}
