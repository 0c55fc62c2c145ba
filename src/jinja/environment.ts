import { normalizeError, PyError } from '../value/errors.ts';
import { MapScope, type Scope } from '../value/scope.ts';
import type { Value } from '../value/types.ts';
import { Undefined } from '../value/undefined.ts';
import { jinjaGetAttr, jinjaGetItem } from './access.ts';
import type { TemplateNode } from './ast.ts';
import { builtinFilter, builtinTest } from './builtins.ts';
import type { CallContext, FilterDefinition, TestDefinition } from './define.ts';
import { defaultGlobals } from './globals.ts';
import { invoke } from './invoke.ts';
import {
  defaultSyntax,
  type EnvironmentOptions,
  type SyntaxOptions,
  type UndefinedFactory,
} from './options.ts';
import { parseExpression, parseTemplate } from './parser.ts';
import { Template } from './template.ts';
import { TemplateCache } from './template-cache.ts';

/** A Jinja2 environment: syntax, plugins and hooks. Make one and keep it; its templates are cached by source. */
export class Environment {
  readonly syntax: SyntaxOptions;
  readonly globals: ReadonlyMap<string, Value>;
  private readonly cache = new TemplateCache();
  private readonly expressions = new TemplateCache();
  private readonly loaded = new Map<string, Template>();
  private readonly undefinedFactory: UndefinedFactory;

  constructor(readonly options: EnvironmentOptions = {}) {
    this.syntax = { ...defaultSyntax, ...options.syntax };
    this.globals = options.globals ?? defaultGlobals(options.sandboxed === true);
    const u = options.undefined ?? 'default';
    this.undefinedFactory = typeof u === 'function' ? u : (args) => new Undefined(u, args);
  }

  /** A copy with other options (syntax is merged). */
  overlay(options: EnvironmentOptions): Environment {
    return new Environment({
      ...this.options,
      ...options,
      syntax: { ...this.options.syntax, ...options.syntax },
    });
  }

  autoescapeFor(name: string | null): boolean {
    const a = this.options.autoescape ?? false;
    return typeof a === 'function' ? a(name) : a;
  }

  /** The syntax tree. Throws TemplateSyntaxError (a PyError with lineno). */
  parse(source: string, name: string | null = null): TemplateNode {
    try {
      return parseTemplate(source, this.syntax, name);
    } catch (e) {
      throw normalizeError(e);
    }
  }

  /** Compiles (or finds) a template. Throws TemplateSyntaxError and TemplateAssertionError. */
  fromString(source: string, name: string | null = null, filename: string | null = null): Template {
    const kept = name === null ? this.cache.get(source) : undefined;
    if (kept !== undefined) return kept;
    const t = this.compile(source, name, filename);
    if (name === null) this.cache.set(source, t);
    return t;
  }

  private compile(source: string, name: string | null, filename: string | null): Template {
    try {
      return new Template(this, parseTemplate(source, this.syntax, name), source, name, filename);
    } catch (e) {
      throw normalizeError(e);
    }
  }

  /** A template from the loader, or TemplateNotFound. */
  getTemplate(name: string): Template {
    const found = this.options.loader?.(name);
    if (found === undefined) {
      if (this.options.loader === undefined)
        throw new PyError('TypeError', 'no loader for this environment specified');
      throw new PyError('TemplateNotFound', name);
    }
    const kept = this.loaded.get(name);
    if (kept !== undefined && kept.source === found.source) return kept;
    const t = this.compile(found.source, name, found.filename ?? null);
    this.loaded.set(name, t);
    return t;
  }

  /**
   * jinja2's `compile_expression`: a function of the variables. An undefined result is None unless `keepUndefined`.
   */
  compileExpression(source: string, keepUndefined = false): (vars: Scope) => Value {
    let t = this.expressions.get(source);
    if (t === undefined) {
      try {
        t = new Template(this, parseExpression(source, this.syntax), source, null, null);
      } catch (e) {
        throw normalizeError(e);
      }
      this.expressions.set(source, t);
    }
    const template = t;
    return (vars) => {
      const context = template.newContext(vars);
      template.run(context);
      const v = context.own('result');
      return v === undefined || (!keepUndefined && v instanceof Undefined) ? null : v;
    };
  }

  /** Renders a source with variables. */
  render(source: string, vars: Scope | Map<string, Value>): Value {
    return this.fromString(source).render(vars instanceof Map ? new MapScope(vars) : vars);
  }

  makeUndefined: UndefinedFactory = (args) => this.undefinedFactory(args);

  findFilter(name: string): FilterDefinition | undefined {
    return this.options.filters === undefined ? builtinFilter(name) : this.options.filters(name);
  }
  findTest(name: string): TestDefinition | undefined {
    return this.options.tests === undefined ? builtinTest(name) : this.options.tests(name);
  }

  /** `obj.name` as a template means it. */
  getAttr(obj: Value, name: string): Value {
    return jinjaGetAttr(this, obj, name);
  }
  /** `obj[key]` as a template means it. */
  getItem(obj: Value, key: Value): Value {
    return jinjaGetItem(this, obj, key);
  }

  /** Calls a filter by name, as `map('name')` does. */
  callFilter(name: string, value: Value, args: Value[], kwargs: Map<string, Value>, ctx: CallContext): Value {
    const f = this.findFilter(name);
    if (f === undefined) throw new PyError('TemplateRuntimeError', `No filter named '${name}'.`);
    const r = invoke(f, [value, ...args], kwargs, ctx);
    return this.options.filterResult === undefined ? r : this.options.filterResult(r);
  }
  callTest(name: string, value: Value, args: Value[], kwargs: Map<string, Value>, ctx: CallContext): Value {
    const t = this.findTest(name);
    if (t === undefined) throw new PyError('TemplateRuntimeError', `No test named '${name}'.`);
    const r = invoke(t, [value, ...args], kwargs, ctx);
    return this.options.testResult === undefined ? r : this.options.testResult(r);
  }
}
