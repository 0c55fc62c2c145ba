import type { Value } from '../value/types.ts';
import type { Undefined } from '../value/undefined.ts';
import type { Context } from './context.ts';
import type { FilterDefinition, TestDefinition } from './define.ts';

/** How source text is read. Names and defaults are those of jinja2.Environment. */
export interface SyntaxOptions {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
  readonly lineStatementPrefix: string | null;
  readonly lineCommentPrefix: string | null;
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly newlineSequence: '\n' | '\r\n' | '\r';
  readonly keepTrailingNewline: boolean;
  /** Jinja2's `do` statement. */
  readonly doStatement: boolean;
  /** `break` and `continue`. */
  readonly loopControls: boolean;
}

export const defaultSyntax: SyntaxOptions = {
  blockStart: '{%',
  blockEnd: '%}',
  variableStart: '{{',
  variableEnd: '}}',
  commentStart: '{#',
  commentEnd: '#}',
  lineStatementPrefix: null,
  lineCommentPrefix: null,
  trimBlocks: false,
  lstripBlocks: false,
  newlineSequence: '\n',
  keepTrailingNewline: false,
  doStatement: false,
  loopControls: false,
};

/** Makes the undefined of an environment; the arguments are those of jinja2.Undefined. */
export type UndefinedFactory = (args: {
  hint?: string | null;
  /** JavaScript's undefined stands for Jinja2's `missing`. */
  obj?: Value | undefined;
  name?: Value;
  exception?: 'UndefinedError' | 'SecurityError' | 'TemplateNotFound';
  cause?: unknown;
}) => Undefined;

/** Everything that can be set on an Environment. All optional. */
export interface EnvironmentOptions {
  readonly syntax?: Partial<SyntaxOptions>;
  readonly autoescape?: boolean | ((templateName: string | null) => boolean);
  /** Kind of undefined, or a factory. Default: "default". */
  readonly undefined?: 'default' | 'strict' | 'chainable' | 'debug' | 'ansible' | UndefinedFactory;
  /** Finds a filter; default: Jinja2's own. May throw. Asked at compile time, and by map(), select(). */
  /** The name of a filter or test from a value; the default takes texts only and raises Jinja2's error. */
  readonly pluginName?: (name: Value) => string;
  readonly filters?: (name: string) => FilterDefinition | undefined;
  readonly tests?: (name: string) => TestDefinition | undefined;
  /** Globals beside or in place of Jinja2's own (range, dict, lipsum, cycler, joiner, namespace). */
  readonly globals?: ReadonlyMap<string, Value>;
  /** Source of a template by name, for include, import and extends. `filename` is for messages. */
  readonly loader?: (name: string) => { readonly source: string; readonly filename?: string } | undefined;
  /** Called for the value of every `{{ }}` before it is put out. */
  readonly finalize?: (value: Value) => Value;
  /**
   * Joins what a template (macro, set block, call block) put out. Default: text. With a function, the template compiles as
   * Jinja2's NativeCodeGenerator compiles: values stay what they are, neighbouring constants are one text.
   */
  readonly concat?: (values: readonly Value[]) => Value;
  /** Called for each name that a frame resolves in its context (once a frame, eagerly, branches not taken included). */
  readonly onResolve?: (name: string, value: Value, context: Context) => Value;
  /** Called for the result of every filter and test (Ansible unrolls iterators to lists here). */
  readonly filterResult?: (value: Value) => Value;
  readonly testResult?: (value: Value) => Value;
  /** Called before `obj.attr` and `obj[item]` look; a value that is not JavaScript's undefined is the answer. */
  readonly attributeHook?: (obj: Value, name: Value, isItem: boolean) => Value | undefined;
  /** Jinja2's SandboxedEnvironment: its range limit and its refusals. */
  readonly sandboxed?: boolean;
  /** jinja2's env.policies. */
  readonly policies?: ReadonlyMap<string, Value>;
}
