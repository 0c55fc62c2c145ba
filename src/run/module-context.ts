import { existsSync } from 'node:fs';
import { AnsibleError } from '../errors/ansible-error.ts';
import type {
  FileSearch,
  ModuleContext,
  ModuleFailure,
  ModuleTemplar,
  TemplateRequest,
} from '../module/define.ts';
import { stackCandidates, taskFolders } from '../playbook/files.ts';
import type { Task } from '../playbook/task.ts';
import type { Target } from '../target/types.ts';
import type { Templar } from '../template/templar.ts';
import { OverlayScope, type Scope } from '../value/scope.ts';
import type { Dict, Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import type { ModuleCall } from './module-runner.ts';

/** Files of the control node, seen from a task. */
export class TaskFiles implements FileSearch {
  constructor(
    private readonly run: RunContext,
    private readonly task: Task,
    private readonly given?: readonly string[],
  ) {}
  private folders(): readonly string[] {
    return this.given ?? taskFolders(this.task);
  }
  get baseDir(): string {
    return this.run.loader.basedir;
  }
  get roleDir(): string | undefined {
    return this.task.role?.path;
  }
  searchPath(kind: string): readonly string[] {
    return stackCandidates(this.run.loader, this.folders(), kind, '').map((p) => p.replace(/\/$/, ''));
  }
  async find(kind: string, name: string): Promise<string> {
    const candidates = stackCandidates(this.run.loader, this.folders(), kind, name);
    const hit = candidates.find((c) => existsSync(c));
    if (hit !== undefined) return hit;
    const tried = /^[/~]/.test(name) ? '' : `\nSearched in:${candidates.map((c) => `\n\t${c}`).join('')}`;
    throw new AnsibleError(
      `Could not find or access '${name}'${tried} on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option`,
      { kind: 'file-not-found' },
    );
  }
  async read(path: string): Promise<{ data: Buffer; encrypted: boolean }> {
    return this.run.loader.readFile(path);
  }
  async plainFile(path: string): Promise<string> {
    return this.run.loader.plainFile(path);
  }
  parse(text: string, file: string): Value {
    return this.run.loader.parse(text, file);
  }
}

/** The template engine as modules see it. */
class TaskTemplar implements ModuleTemplar {
  constructor(
    private readonly templar: Templar,
    private readonly scope: Scope,
  ) {}
  private over(extra: Map<string, Value> | undefined): Templar {
    return extra && extra.size > 0
      ? this.templar.withScope(new OverlayScope(extra, this.scope))
      : this.templar;
  }
  template(value: Value, options?: TemplateRequest): Promise<Value> {
    return this.over(options?.extra).template(value);
  }
  render(text: string, options?: TemplateRequest): Promise<string> {
    return this.over(options?.extra).render(text, options);
  }
  condition(condition: Value, extra?: Map<string, Value>): Promise<boolean> {
    return this.over(extra).evaluateConditional(condition);
  }
}

/** What the context is made of, beside the run. */
export interface ContextParts<P> {
  readonly call: ModuleCall;
  readonly params: P;
  readonly freeForm: string | undefined;
  readonly target: Target;
  readonly refused?: ModuleFailure | undefined;
  readonly warnings: string[];
  readonly deprecations: Value[];
  runModule(name: string, args: Dict): Promise<Dict>;
  showArgument(name: string, value: Value | undefined): void;
}

export function moduleContext<P>(run: RunContext, parts: ContextParts<P>): ModuleContext<P> {
  const { call } = parts;
  return {
    params: parts.params,
    rawParams: call.args,
    freeForm: parts.freeForm,
    target: parts.target,
    refused: parts.refused,
    route: call.route,
    action: call.task.action,
    checkMode: call.checkMode,
    diff: call.diff,
    verbosity: run.options.verbosity,
    noLog: call.noLog,
    signal: call.signal,
    vars: call.scope,
    templar: new TaskTemplar(call.templar, call.scope),
    files: new TaskFiles(run, call.task, call.folders),
    fact: (name) => {
      const facts = run.facts.facts(call.host);
      return facts?.get(`ansible_${name}`) ?? facts?.get(name);
    },
    warn: (message) => {
      if (!parts.warnings.includes(message)) parts.warnings.push(message);
    },
    showArgument: parts.showArgument,
    deprecate: (message, version) => {
      parts.deprecations.push(
        new Map<Value, Value>([
          ['msg', message],
          ['version', version ?? null],
        ]),
      );
    },
    live: (line) => call.live(line),
    setting: (name) => {
      const v = run.settings.get(name);
      return Array.isArray(v) ? v.map((x) => (typeof x === 'string' ? x : String(x))) : (v as Value);
    },
    runModule: (name, args) => parts.runModule(name, args),
    hide: (secret) => run.hide(secret),
  };
}
