import type { Environment } from '../jinja/environment.ts';
import type { SyntaxOptions } from '../jinja/options.ts';
import { PyRange, PySet } from '../value/containers.ts';
import { isPyError, PyError } from '../value/errors.ts';
import { iterate } from '../value/iterate.ts';
import { hasUnsafeKeys, markUnsafeKeys } from '../value/plain.ts';
import { repr, str } from '../value/repr.ts';
import { OverlayScope, type Scope } from '../value/scope.ts';
import { asText, isUnsafe } from '../value/text.ts';
import { type Dict, LazyMapping, PyFloat, UnsafeText, type Value } from '../value/types.ts';
import { doubleBackslashes } from './backslashes.ts';
import { conditionHolds } from './conditional.ts';
import { Pending } from './define.ts';
import { enginesOf, type Mode } from './engines.ts';
import type { TemplarEnvironment } from './environment.ts';
import { ansibleError, exceptionClass } from './errors.ts';
import { type Evaluation, evaluate, evaluation, type Frame, inEvaluation } from './evaluation.ts';
import { splitHeader, syntaxFrom } from './header.ts';
import { pluginHint, undefinedHint } from './nearest.ts';
import { ansibleErrorOf, problemText, pyErrorOf } from './problems.ts';
import type { TemplateRequest } from './request.ts';
import { NativeText } from './support/native-text.ts';
import { plainTexts, wrapUnsafe } from './unsafe.ts';

/** How a value is templated. Defaults are those of Ansible's Templar.template. */
export interface TemplateOptions {
  /** A text that looks like a list, dict or boolean becomes that. Default true. */
  readonly convertData?: boolean;
  /** Default true; false gives back a text with an undefined name as it stands. */
  readonly failOnUndefined?: boolean;
  /** Default true: backslashes in string literals of `{{ }}` stand for themselves. */
  readonly escapeBackslashes?: boolean;
  readonly preserveTrailingNewlines?: boolean;
  /** A text without braces whose first word is a variable is taken as an expression (old `with_items: name`). */
  readonly convertBare?: boolean;
  /** Options of the jinja2 environment by their Python names. */
  readonly overrides?: ReadonlyMap<string, Value> | undefined;
  /** Keys of a dict whose values stay as they are. */
  readonly staticVars?: readonly string[];
  readonly disableLookups?: boolean;
  /** The text is a template file: what its lookups give does not make it unsafe, as it is not templated again. */
  readonly isFile?: boolean;
  /** The file that the text stands in, for errors. */
  readonly file?: string | undefined;
}

/** A variable that was resolved, and what it depended on. */
interface Resolved {
  readonly raw: Value;
  readonly value: Value;
  readonly dependencies: ReadonlySet<string>;
}

const MARKS = /\{[{%#]/;
const SINGLE = /^\{\{\s*(\w*)\s*\}\}$/;
/** Deeper data or variables than this are taken for a loop. */
const DEPTH_LIMIT = 400;

/**
 * Ansible's Templar: renders values with the variables of a scope. Variables are lazy: their own templates are
 * rendered when a name is used. What was resolved is kept, so a Templar belongs to one state of its scope: make a new
 * one (or call `forget`) when variables change. `withScope` makes one for variables laid over these and shares what
 * does not depend on them.
 */
export class Templar {
  private resolved = new Map<string, Resolved>();
  private readonly resolving = new Set<string>();
  /** The templar below, where this one's scope only lays variables over that one's. */
  private readonly below: Templar | undefined;
  private readonly own: ReadonlyMap<string, Value> | undefined;
  private readonly lazyScope: Scope;

  constructor(
    readonly environment: TemplarEnvironment,
    readonly scope: Scope,
    below?: Templar,
  ) {
    if (below && scope instanceof OverlayScope && scope.below === below.scope) {
      this.below = below;
      this.own = scope.own;
    }
    this.lazyScope = {
      get: (name) => this.variable(name),
      has: (name) => this.scope.has(name),
      names: () => this.scope.names(),
    };
  }

  /** A templar for another scope in the same place; cheap, and quick for an OverlayScope over this one's scope. */
  withScope(scope: Scope): Templar {
    return new Templar(this.environment, scope, this);
  }

  /** Forgets what was resolved: to be called when a variable of the scope has changed. */
  forget(): void {
    this.resolved = new Map();
  }

  /** Whether a value is a text that may hold a template (`{{`, `{%` or `{#`). */
  isTemplate(value: Value): boolean {
    if (typeof value === 'string') return MARKS.test(value);
    if (Array.isArray(value)) return value.some((v) => this.isTemplate(v));
    if (value instanceof Map) {
      for (const v of value.values()) if (this.isTemplate(v)) return true;
    }
    return false;
  }

  /**
   * The value with every template in it rendered; data without templates comes back as the same object.
   * @throws UndefinedVariableError, TemplateError (both AnsibleError) with Ansible's texts
   */
  async template(value: Value, options: TemplateOptions = {}): Promise<Value> {
    if (this.isPlain(value, options)) return value;
    return this.outside(value, () => this.value(value, options));
  }

  /** The same at once. Throws Pending where a lookup must wait; inside an evaluation let it pass. */
  templateSync(value: Value, options: TemplateOptions = {}): Value {
    if (this.isPlain(value, options)) return value;
    const inside = evaluation() !== undefined;
    try {
      return inEvaluation((e) => this.finished(e, this.value(value, options)));
    } catch (e) {
      if (e instanceof Pending || inside) throw e;
      throw this.reported(e);
    }
  }

  /** Renders the text of a template file, as the template module does: always text. */
  async render(text: string, request: TemplateRequest = {}): Promise<string> {
    const result = await this.renderValue(text, request);
    return asText(result) ?? str(result);
  }

  /** As `render`, the result unsafe (UnsafeText) where something unsafe went in. */
  async renderValue(text: string, request: TemplateRequest = {}): Promise<Value> {
    const templar = request.extra?.size ? this.withScope(new OverlayScope(request.extra, this.scope)) : this;
    return templar.outside(text, () =>
      templar.text(text, 'text', renderOptions(request), request.searchPath),
    );
  }

  /** As `render`, at once (the template lookup). `convert` gives data as `template` does. */
  renderSync(text: string, request: TemplateRequest = {}, mode: Mode = 'text'): Value {
    const templar = request.extra?.size ? this.withScope(new OverlayScope(request.extra, this.scope)) : this;
    return inEvaluation((e) =>
      this.finished(e, templar.text(text, mode, renderOptions(request), request.searchPath)),
    );
  }

  /**
   * A condition (`when`, `until`, `failed_when` ...): a bare expression, a boolean, or a list all of which must hold.
   * @throws AnsibleError "The conditional check '...' failed. The error was: ..."
   */
  async evaluateConditional(condition: Value): Promise<boolean> {
    if (typeof condition === 'boolean') return condition;
    for (const one of Array.isArray(condition) ? condition : [condition]) {
      if (one === null || one === '' || one === true) continue;
      if (one === false) return false;
      let holds: boolean;
      try {
        holds = await evaluate(
          (e) => conditionHolds(this, one, (v, o) => this.finished(e, this.value(v, o))),
          this.scope.teller,
        );
      } catch (e) {
        throw this.reported(e);
      }
      if (!holds) return false;
    }
    return true;
  }

  /** The value of a bare expression ("users | length"), natively typed: not turned into text. */
  async expression(text: string): Promise<Value> {
    return this.outside(text, () =>
      this.inFrame(text, false, undefined, () => {
        const result = enginesOf(this.environment).get('convert').compileExpression(text, true)(
          this.lazyScope,
        );
        return result;
      }),
    );
  }

  /** Runs a synchronous template evaluation from outside, waiting where it must. */
  private async outside(value: Value, f: () => Value): Promise<Value> {
    try {
      return await evaluate((e) => this.finished(e, f()), this.scope.teller);
    } catch (e) {
      throw this.reported(e, value);
    }
  }

  private finished(e: Evaluation, value: Value): Value {
    return e.nativeText ? plainTexts(value) : value;
  }

  private reported(e: unknown, _value?: Value): unknown {
    return ansibleErrorOf(e, undefinedHint(e, this.scope) ?? pluginHint(e));
  }

  /** Nothing to do: most values. */
  private isPlain(value: Value, options: TemplateOptions): boolean {
    if (typeof value === 'string') return !MARKS.test(value) && !options.convertBare;
    return value === null || typeof value !== 'object' || isUnsafe(value) || value instanceof PyFloat;
  }

  private mode(convertData: boolean): Mode {
    return this.environment.setting('DEFAULT_JINJA2_NATIVE') === true
      ? 'native'
      : convertData
        ? 'convert'
        : 'text';
  }

  /** Templates a value inside an evaluation. */
  private value(value: Value, options: TemplateOptions): Value {
    if (typeof value === 'string') return this.textOrFail(value, options);
    if (value === null || typeof value !== 'object') return value;
    const e = evaluation()!;
    if (Array.isArray(value)) return this.list(value, options, e);
    if (value instanceof PyRange) return [...iterate(value)];
    if (value instanceof Map) return this.dict(value, options, e);
    return value;
  }

  private list(list: Value[], options: TemplateOptions, e: Evaluation): Value {
    this.enter(e);
    let out: Value[] | undefined = list.constructor === Array ? undefined : Array.from(list);
    for (let i = 0; i < list.length; i++) {
      const before = list[i]!;
      const after = this.value(before, options);
      if (after === before) continue;
      out ??= list.slice();
      out[i] = after;
    }
    e.depth--;
    return out ?? list;
  }

  private dict(dict: Dict, options: TemplateOptions, e: Evaluation): Value {
    this.enter(e);
    let out: Dict | undefined;
    for (const [k, before] of dict) {
      if (options.staticVars && typeof k === 'string' && options.staticVars.includes(k)) continue;
      const after = this.value(before, options);
      if (after === before) continue;
      out ??= new Map(dict);
      out.set(k, after);
    }
    e.depth--;
    if (out && hasUnsafeKeys(dict)) markUnsafeKeys(out);
    return out ?? dict;
  }

  private enter(e: Evaluation): void {
    if (++e.depth > DEPTH_LIMIT) throw new PyError('RecursionError', 'maximum recursion depth exceeded');
  }

  private textOrFail(text: string, options: TemplateOptions): Value {
    if (options.convertBare) text = this.bare(text);
    if (!MARKS.test(text)) return text;
    const convert = options.convertData ?? true;
    const single = SINGLE.exec(text.endsWith('\n') ? text.slice(0, -1) : text);
    if (single) {
      const raw = this.scope.get(single[1]!);
      if (
        raw === null ||
        typeof raw === 'number' ||
        typeof raw === 'boolean' ||
        typeof raw === 'bigint' ||
        raw instanceof PyFloat
      ) {
        evaluation()?.dependencies?.add(single[1]!);
        return raw;
      }
    }
    try {
      return this.text(text, this.mode(convert), options, undefined);
    } catch (e) {
      if (options.failOnUndefined === false && isPyError(e, 'AnsibleUndefinedVariable')) return text;
      throw e;
    }
  }

  /** `name | filter` and `name.x` without braces become expressions where the name is a variable. */
  private bare(text: string): string {
    if (MARKS.test(text)) return text;
    const first = text.split('|')[0]!.split('.')[0]!.split('[')[0]!;
    return text.includes('|') || this.scope.has(first) ? `{{${text}}}` : text;
  }

  /** Renders one text. */
  private text(
    given: string,
    mode: Mode,
    options: TemplateOptions,
    searchPath: readonly string[] | undefined,
  ): Value {
    let syntax: Partial<SyntaxOptions> | undefined = options.overrides?.size
      ? syntaxFrom(options.overrides)
      : undefined;
    const header = splitHeader(given);
    if (header.syntax) syntax = { ...syntax, ...header.syntax };
    let text = header.text;
    if (options.escapeBackslashes !== false)
      text = doubleBackslashes(text, syntax?.variableStart, syntax?.variableEnd);
    const engine = enginesOf(this.environment).get(mode, syntax);
    let template: ReturnType<typeof engine.fromString>;
    try {
      template = engine.fromString(text);
    } catch (e) {
      if (e instanceof Pending) throw e;
      const problem = pyErrorOf(e);
      if (isPyError(problem as unknown, 'TemplateSyntaxError')) {
        // Ansible reads the text once more for its backslashes; what stops it there comes out as it is.
        if (
          options.escapeBackslashes !== false &&
          header.text.includes('\\') &&
          stopsReading(engine, header.text)
        )
          throw problem;
        throw ansibleError(
          `template error while templating string: ${problem.message}. String: ${text}. ${problem.message}`,
        );
      }
      if (/recursion/.test(problem.message))
        throw ansibleError(`recursive loop detected in template string: ${text}. ${problem.message}`);
      return text;
    }
    const result = this.inFrame(
      text,
      options.disableLookups ?? false,
      searchPath,
      () => template.render(this.lazyScope),
      options.isFile,
      options.file,
    );
    return options.preserveTrailingNewlines === false
      ? result
      : keepNewlines(text, result, syntax?.newlineSequence ?? '\n');
  }

  /** Runs one template in a frame of its own: what is unsafe in it makes its result unsafe. */
  private inFrame(
    text: string,
    lookupsDisabled: boolean,
    searchPath: readonly string[] | undefined,
    run: () => Value,
    isFile = false,
    file: string | undefined = undefined,
  ): Value {
    const e = evaluation()!;
    const outer = e.frame;
    const frame: Frame = {
      templar: this,
      unsafe: false,
      lookups: false,
      lookupsDisabled: lookupsDisabled || (outer?.lookupsDisabled ?? false),
      searchPath: searchPath ?? outer?.searchPath,
    };
    e.frame = frame;
    this.enter(e);
    try {
      let result = run();
      if ((frame.unsafe || (frame.lookups && !isFile)) && !(result instanceof UnsafeText))
        result = wrapUnsafe(result);
      return result;
    } catch (problem) {
      if (problem instanceof Pending) throw problem;
      if (problem instanceof PyError && problem.source === undefined) {
        problem.source = text;
        problem.sourceFile = file;
      }
      throw renderProblem(problem, text);
    } finally {
      e.frame = outer;
      e.depth--;
    }
  }

  /** A variable as a template sees it: its own templates rendered; JavaScript's undefined where there is none. */
  private variable(name: string): Value | undefined {
    const e = evaluation();
    e?.dependencies?.add(name);
    const raw = this.scope.get(name);
    if (raw === undefined || raw === null || typeof raw === 'number' || typeof raw === 'boolean') return raw;
    if (typeof raw === 'string') {
      if (!MARKS.test(raw)) return raw;
    } else if (name === 'vars' || typeof raw !== 'object' || !(Array.isArray(raw) || raw instanceof Map))
      return raw;
    const kept = this.kept(name, raw);
    if (kept) {
      if (e?.dependencies) for (const d of kept.dependencies) e.dependencies.add(d);
      return kept.value;
    }
    return inEvaluation((inner) => this.resolve(name, raw, inner));
  }

  /** What was resolved before and still holds, here or in the templar below. */
  private kept(name: string, raw: Value): Resolved | undefined {
    const kept = this.resolved.get(name);
    if (kept) return kept.raw === raw ? kept : undefined;
    if (!this.below || this.own!.has(name)) return undefined;
    const deeper = this.below.kept(name, raw);
    return deeper && this.independent(deeper.dependencies) ? deeper : undefined;
  }

  private independent(dependencies: ReadonlySet<string>): boolean {
    for (const name of this.own!.keys()) if (dependencies.has(name)) return false;
    return true;
  }

  private resolve(name: string, raw: Value, e: Evaluation): Value {
    if (this.resolving.has(name))
      throw ansibleError(
        `recursive loop detected in template string: ${shownRaw(raw)}. maximum recursion depth exceeded`,
      );
    const outer = { dependencies: e.dependencies, volatile: e.volatile };
    const dependencies = new Set<string>();
    e.dependencies = dependencies;
    e.volatile = false;
    this.resolving.add(name);
    try {
      const value = this.value(raw, {});
      if (!e.volatile) this.keep(name, { raw, value, dependencies });
      return value;
    } catch (problem) {
      if (problem instanceof Pending) throw problem;
      return this.unresolved(name, raw, problem);
    } finally {
      this.resolving.delete(name);
      e.dependencies = outer.dependencies;
      if (outer.dependencies) for (const d of dependencies) outer.dependencies.add(d);
      e.volatile ||= outer.volatile;
    }
  }

  private keep(name: string, entry: Resolved): void {
    // What does not depend on the variables laid over serves every templar over the same scope.
    if (this.below && !this.own!.has(name) && this.independent(entry.dependencies))
      this.below.keep(name, entry);
    else this.resolved.set(name, entry);
  }

  /** A variable whose template fails: an undefined with the reason, or Ansible's error. */
  private unresolved(name: string, raw: Value, problem: unknown): Value {
    const p = pyErrorOf(problem);
    if (p.pyType === 'AnsibleUndefinedVariable' || p.pyType === 'UndefinedError') {
      return enginesOf(this.environment)
        .get('convert')
        .makeUndefined({ hint: `${shownRaw(raw)}: ${p.message}`, name, cause: p });
    }
    throw ansibleError(
      `An unhandled exception occurred while templating '${shownRaw(raw)}'. Error was a ${exceptionClass(p.pyType)}, original message: ${problemText(p)}`,
    );
  }
}

/** A raw variable as Python's str() shows it in messages. */
const shownRaw = (raw: Value): string =>
  asText(raw) ?? (raw instanceof PySet || raw instanceof LazyMapping ? repr(raw) : str(raw));

/** Ansible's texts for what a running template raised. */
function renderProblem(e: unknown, text: string): unknown {
  const p = pyErrorOf(e);
  if (p.pyType === 'UndefinedError')
    return new PyError('AnsibleUndefinedVariable', `${p.message}. ${p.message}`, { cause: p });
  if (p.pyType === 'TypeError' || p.pyType === 'AnsibleFilterTypeError') {
    if (p.message.includes('AnsibleUndefined')) {
      const told = `Unable to look up a name or access an attribute in template string (${text}).\nMake sure your variable name does not contain invalid characters like '-': ${p.message}. ${p.message}`;
      return new PyError('AnsibleUndefinedVariable', `${told}. ${told}`, { cause: p });
    }
    return ansibleError(`Unexpected templating type error occurred on (${text}): ${p.message}. ${p.message}`);
  }
  // a name that is only looked up when the template runs: Jinja2 tells a line that it does not have
  if (p.pyType === 'TemplateSyntaxError' && p.offset !== undefined && !p.message.includes('\n'))
    return new PyError(p.pyType, `${p.message}\n  line 0`, { cause: p });
  return p;
}

/** Whether the text cannot even be cut into words. */
function stopsReading(engine: Environment, text: string): boolean {
  try {
    engine.parse(text);
    return false;
  } catch (e) {
    return e instanceof PyError && /^unexpected char|^Missing end of/.test(e.message);
  }
}

/** Line ends at the text's end, which Jinja2 drops, are put back. */
function keepNewlines(text: string, result: Value, newline: string): Value {
  if (!text.endsWith('\n')) return result;
  const out = asText(result);
  if (out === undefined) return result;
  const count = (s: string): number => s.length - s.replace(/\n+$/, '').length;
  const missing = count(text) - count(out);
  if (missing <= 0) return result;
  const whole = out + newline.repeat(missing);
  return isUnsafe(result)
    ? new UnsafeText(whole)
    : result instanceof NativeText
      ? new NativeText(whole)
      : whole;
}

function renderOptions(request: TemplateRequest): TemplateOptions {
  const overrides = new Map<string, Value>();
  const put = (name: string, value: string | boolean | undefined): void => {
    if (value !== undefined) overrides.set(name, value);
  };
  put('block_start_string', request.blockStart);
  put('block_end_string', request.blockEnd);
  put('variable_start_string', request.variableStart);
  put('variable_end_string', request.variableEnd);
  put('comment_start_string', request.commentStart);
  put('comment_end_string', request.commentEnd);
  put('newline_sequence', request.newlineSequence);
  put('trim_blocks', request.trimBlocks);
  put('lstrip_blocks', request.lstripBlocks);
  return {
    escapeBackslashes: request.escapeBackslashes ?? false,
    overrides,
    isFile: true,
    file: request.file,
  };
}
