import { normalizeError, PyError } from '../value/errors.ts';
import { MapScope, type Scope } from '../value/scope.ts';
import type { Value } from '../value/types.ts';
import type { BlockFunction, TemplateNode } from './ast.ts';
import { compileTemplate } from './compile-template.ts';
import { Context, emptyScope } from './context.ts';
import type { Environment } from './environment.ts';
import { Output } from './output.ts';
import { TemplateModule } from './runtime.ts';

/** A compiled template. */
export class Template {
  readonly root: (context: Context, out: Output) => void;
  readonly blocks: ReadonlyMap<string, BlockFunction>;

  constructor(
    readonly env: Environment,
    ast: TemplateNode,
    readonly source: string,
    readonly name: string | null,
    readonly filename: string | null,
  ) {
    const compiled = compileTemplate(env, ast, name, source);
    this.root = compiled.root;
    this.blocks = compiled.blocks;
  }

  newContext(vars: Scope): Context {
    const context = new Context(this.env, vars, this.name);
    for (const [name, f] of this.blocks) context.addBlock(name, f);
    return context;
  }

  /** Runs the template; what it put out is not joined yet. */
  run(context: Context): Output {
    const out = new Output(this.env);
    try {
      this.root(context, out);
    } catch (e) {
      throw this.located(e);
    }
    return out;
  }

  /** Renders with the given variables: text, or what the environment's concat makes. */
  render(vars: Scope | Map<string, Value> = emptyScope): Value {
    const context = this.newContext(vars instanceof Map ? new MapScope(vars) : vars);
    const out = this.run(context);
    try {
      return out.join();
    } catch (e) {
      throw this.located(e);
    }
  }

  private located(e: unknown): unknown {
    const x = normalizeError(e);
    if (x instanceof PyError && x.templateName === undefined && this.name !== null)
      x.templateName = this.name;
    return x;
  }

  /** The template as a module, for import. */
  makeModule(vars: Scope): TemplateModule {
    const context = this.newContext(vars);
    const body = new Output(this.env);
    this.root(context, body);
    // an environment that joins by its own rules refuses here what it would refuse in a text (Ansible: undefined values)
    if (this.env.options.concat !== undefined) body.join();
    return new TemplateModule(this.name, context.exportedVars(), body);
  }
}
