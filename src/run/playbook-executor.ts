import { setMaxListeners } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { makeDirs } from '../config/make-dirs.ts';
import type { Settings } from '../config/settings.ts';
import { AnsibleError } from '../errors/ansible-error.ts';
import { errorWords } from '../errors/errno.ts';
import { notices } from '../errors/notices.ts';
import type { Inventory } from '../inventory/inventory.ts';
import { collectionPlaybook } from '../playbook/collections.ts';
import type { LoadContext } from '../playbook/context.ts';
import { loadPlaybook, type Playbook } from '../playbook/load-playbook.ts';
import type { Play } from '../playbook/play.ts';
import { TargetPool } from '../target/pool.ts';
import { randomHex } from '../value/random-hex.ts';
import { openFactCache } from '../vars/fact-cache.ts';
import type { DataLoader } from '../vault/data-loader.ts';
import { batches } from './batches.ts';
import type { RunContext } from './context.ts';
import { DebuggerQuit } from './debugger/index.ts';
import type { RunEvent } from './events.ts';
import { finalizePlay } from './finalize-play.ts';
import { JobLink } from './job-link.ts';
import { ModuleRegistry } from './module-registry.ts';
import type { RunOptions } from './options.ts';
import { EndPlay, playView, runPlay } from './play-runner.ts';
import { askVars } from './prompt-vars.ts';
import { Stats } from './stats.ts';
import { Ended } from './strategy.ts';
import { Templating } from './templating.ts';
import { FactStore } from './variables/fact-store.ts';
import { HostLayers } from './variables/host-layers.ts';
import { HostVars } from './variables/hostvars.ts';
import { VariableManager } from './variables/manager.ts';
import { VarsFiles } from './variables/vars-files.ts';

export interface ExecutorOptions {
  readonly playbooks: readonly string[];
  readonly inventory: Inventory;
  readonly settings: Settings;
  readonly loader: DataLoader;
  readonly options: RunOptions;
  readonly emit: (event: RunEvent) => void;
  /** Awaited before the first event, when the first playbook has been read. */
  readonly begin?: () => Promise<void>;
  readonly banner: (text: string) => void;
  /** Registers a text that no log may show. */
  readonly hide: (secret: string) => void;
  readonly abort?: AbortController;
  /** Modules that may not be used by their short names. */
  readonly rejectedModules?: ReadonlySet<string>;
  /** The playbooks are only listed or checked. */
  readonly listing?: boolean;
}

/** Runs playbooks, or loads them for listing. */
export class PlaybookExecutor {
  readonly run: RunContext;
  readonly #playbooks: readonly string[];
  readonly #begin: ExecutorOptions['begin'];
  readonly #facts: FactStore;
  #muted = false;
  #running: Promise<unknown> = Promise.resolve();

  constructor(o: ExecutorOptions) {
    this.#playbooks = o.playbooks;
    this.#begin = o.begin;
    const { settings, options, loader, inventory } = o;
    this.#facts = new FactStore(openFactCache(settings), settings.bool('INJECT_FACTS_AS_VARS'));
    this.#facts.merge = settings.text('DEFAULT_HASH_BEHAVIOUR') === 'merge';
    const templating = new Templating({
      settings,
      loader,
      inventory,
      pluginRoots: () => registry.pluginRoots,
    });
    const omit = `__omit_place_holder__${randomHex(20)}`;
    const varsFiles = new VarsFiles(loader, (scope, value) =>
      templating.templar(scope, undefined).template(value),
    );
    const hostLayers = new HostLayers(settings, loader, inventory);
    const vars = new VariableManager({
      settings,
      options,
      loader,
      inventory,
      facts: this.#facts,
      hostLayers,
      varsFiles,
      omit,
    });
    vars.hostVars = new HostVars({
      // the implicit localhost is one of them
      hostNames: () =>
        ['localhost', '127.0.0.1', '::1'].some((h) => inventory.hosts.has(h))
          ? inventory.hosts.keys()
          : [...inventory.hosts.keys(), 'localhost'],
      hasHost: (name) => inventory.getHost(name) !== undefined,
      scopeOf: (name) => vars.scope({ host: inventory.getHost(name), hostvars: false }),
      templateWith: (scope, value) =>
        templating.templar(scope, undefined).templateSync(value, { failOnUndefined: false }),
    });
    const registry = new ModuleRegistry(settings, () => loader.basedir, o.rejectedModules, o.listing);
    const load: LoadContext = {
      loader,
      settings,
      resolver: registry,
      onlyTags: options.tags.length > 0 ? options.tags : ['all'],
      skipTags: options.skipTags,
      hasLookup: (name) => templating.hasLookup(name),
      templar: async (play, task, extra) => {
        if (play) await vars.prepare(play, undefined);
        return templating.templar(vars.scope({ play, task, extra }), task);
      },
    };
    const abort = o.abort ?? new AbortController();
    // every running command of every host listens
    setMaxListeners(0, abort.signal);
    this.run = {
      settings,
      options,
      loader,
      inventory,
      vars,
      facts: this.#facts,
      pool: new TargetPool({ environment: definedOnly(settings.env), cwd: () => loader.basedir }),
      registry,
      load,
      stats: new Stats(),
      omit,
      abort,
      emit: (event) => {
        if (!this.#muted) o.emit(event);
      },
      banner: o.banner,
      templar: (scope, task) => templating.templar(scope, task),
      hide: o.hide,
      failedHosts: new Set(),
      unreachableHosts: new Set(),
      startAtTask: options.startAtTask,
      step: options.step,
      dynamicInventory: { hosts: [], groups: [] },
      jobs: new Set(),
      jobLink: new JobLink(),
    };
  }

  /** Loads the playbooks, prompts answered by their defaults: for --list-* and --syntax-check. */
  async load(): Promise<Playbook[]> {
    const out: Playbook[] = [];
    for (const file of this.#playbooks) {
      const playbook = await this.loadOne(file);
      for (const play of playbook.plays) {
        this.run.loader.setBasedir(play.includedPath ?? playbook.basedir);
        await askVars(this.run, play, false);
        await finalizePlay(this.run, play);
      }
      out.push(playbook);
    }
    return out;
  }

  /** Runs the playbooks. Returns the exit code. */
  execute(): Promise<number> {
    const running = this.#execute();
    this.#running = running.catch(() => undefined);
    return running;
  }

  async #execute(): Promise<number> {
    const { run } = this;
    let result = 0;
    let begun = false;
    try {
      if (run.options.flushCache) this.flushCache();
      for (const file of this.#playbooks) {
        const playbook = await this.loadOne(file);
        if (!begun) await this.#begin?.();
        begun = true;
        run.emit({
          type: 'playbook_start',
          file: basename(file),
          path: resolve(file),
          given: file,
          plays: playbook.plays,
        });
        notices().verbose(2, `${playbook.plays.length} plays in ${file}`);
        result = await this.plays(playbook);
        await Promise.all(run.jobs);
        this.retryFile(file);
        run.emit({ type: 'stats', stats: run.stats });
        if (result !== 0) break;
      }
    } catch (e) {
      if (!(e instanceof DebuggerQuit)) throw e;
      // as after an interrupt nothing more is told, the recap neither
      this.#muted = true;
      run.abort.abort();
      return interruptedExit;
    } finally {
      await run.pool.closeAll();
      run.loader.cleanup();
    }
    if (run.startAtTask !== undefined) {
      notices().error(
        `No matching task "${run.startAtTask}" found. Note: --start-at-task can only follow static includes.`,
      );
    }
    return result;
  }

  /** Ends a run that was interrupted: nothing more is told, sessions and temporary files go. */
  async interrupt(): Promise<void> {
    this.#muted = true;
    this.run.abort.abort();
    await this.#running;
    await this.run.pool.closeAll();
    this.run.loader.cleanup();
  }

  private flushCache(): void {
    for (const h of this.run.inventory.getHosts('all')) this.#facts.clear(h.name);
  }

  private async loadOne(file: string): Promise<Playbook> {
    this.run.loader.setBasedir(dirname(resolve(file)));
    if (!existsSync(file)) {
      // a playbook of a collection, by its full name
      const found = collectionPlaybook(file, this.run.load);
      if (!found) throw new AnsibleError(`the playbook: ${file} could not be found`, { kind: 'action' });
      return loadPlaybook(found.path, this.run.load);
    }
    return loadPlaybook(file, this.run.load);
  }

  private async plays(playbook: Playbook): Promise<number> {
    const { run } = this;
    let result: number = Ended.ok;
    for (const play of playbook.plays) {
      run.loader.setBasedir(play.includedPath ?? playbook.basedir);
      run.inventory.restrict(undefined);
      await askVars(run, play, true);
      await finalizePlay(run, play);
      const ended = await this.inBatches(play, result);
      result = ended.result;
      if (ended.stop || run.abort.signal.aborted) break;
    }
    return result;
  }

  /** `before`: how the last play ended, which stays where this one has no hosts. */
  private async inBatches(play: Play, before: number): Promise<{ result: number; stop: boolean }> {
    const { run } = this;
    let result = before;
    let failedBefore = run.failedHosts.size + run.unreachableHosts.size;
    const all = batches(run, play);
    if (all.length === 0) {
      run.emit({ type: 'play_start', play: playView(run, play, [], 'linear') });
      run.emit({ type: 'no_hosts_matched' });
    }
    for (const batch of all) {
      run.inventory.restrict(batch.map((h) => h.name));
      try {
        result = await runPlay(run, play, batch);
      } catch (e) {
        if (!(e instanceof EndPlay)) throw e;
        return { result: e.result, stop: false };
      }
      if ((result & Ended.breakPlay) !== 0) return { result: Ended.failedHosts, stop: true };
      const failedNow = run.failedHosts.size + run.unreachableHosts.size;
      if (failedNow - failedBefore === batch.length) return { result, stop: true };
      failedBefore = failedNow;
    }
    return { result, stop: false };
  }

  private retryFile(playbook: string): void {
    const { run } = this;
    if (!run.settings.bool('RETRY_FILES_ENABLED')) return;
    const hosts = [...new Set([...run.failedHosts, ...run.unreachableHosts])].sort();
    if (hosts.length === 0) return;
    const save = run.settings.get('RETRY_FILES_SAVE_PATH');
    const dir = typeof save === 'string' && save !== '' ? save : dirname(resolve(playbook));
    const file = join(dir, `${basename(playbook, extname(playbook))}.retry`);
    try {
      try {
        makeDirs(dir);
      } catch (e) {
        const why = errorWords(e as NodeJS.ErrnoException);
        throw new AnsibleError(`Unable to create local directories(${dir}): ${why}: b'${dir}'`);
      }
      writeFileSync(file, hosts.map((h) => `${h}\n`).join(''));
      notices().display(`\tto retry, use: --limit @${file}\n`);
    } catch (e) {
      notices().warning(
        `Could not create retry file '${file}'.\n\t${e instanceof Error ? e.message : String(e)}`,
      );
    }
  }
}

/** Exit code of a run that its user ended. */
const interruptedExit = 99;

const definedOnly = (env: Readonly<Record<string, string | undefined>>): Record<string, string> =>
  Object.fromEntries(Object.entries(env).filter((e): e is [string, string] => e[1] !== undefined));
