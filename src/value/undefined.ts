import { attributeError, PyError, UndefinedError } from './errors.ts';
import { isText, textOf } from './text.ts';
import { objectTypeRepr } from './type-name.ts';
import { PyObject, type Value } from './types.ts';

export type UndefinedKind = 'default' | 'strict' | 'chainable' | 'debug' | 'ansible';
export type UndefinedException = 'UndefinedError' | 'SecurityError' | 'TemplateNotFound';

/** What an undefined knows. `obj` is JavaScript's undefined where a plain name was missing. */
export interface UndefinedArgs {
  readonly hint?: string | null;
  readonly obj?: Value | undefined;
  readonly name?: Value;
  readonly exception?: UndefinedException;
  /** Why it is undefined: the error of the variable's own template. */
  readonly cause?: unknown;
}

const classNames: Record<UndefinedKind, string> = {
  default: 'Undefined',
  strict: 'StrictUndefined',
  chainable: 'ChainableUndefined',
  debug: 'DebugUndefined',
  ansible: 'AnsibleUndefined',
};

/** repr of a name or index inside a message; set by repr.ts, which stands below this file. */
let reprOf: (v: Value) => string = (v) => String(v);
export const setUndefinedRepr = (f: (v: Value) => string): void => {
  reprOf = f;
};

/** A value that is not there (jinja2.Undefined and its kinds). */
export class Undefined extends PyObject {
  readonly typeName: string;
  override readonly typeModule: string;
  readonly hint: string | null;
  readonly obj: Value | undefined;
  readonly name: Value;
  readonly exception: UndefinedException;
  private readonly cause: unknown;
  /** Where a template put it out, for the error that comes when all is joined. */
  at: { readonly line: number; readonly pos: number } | undefined;

  constructor(
    readonly kind: UndefinedKind = 'default',
    args: UndefinedArgs = {},
  ) {
    super();
    this.typeName = classNames[kind];
    this.typeModule = kind === 'ansible' ? 'ansible.template' : 'jinja2.runtime';
    this.hint = args.hint ?? null;
    this.obj = args.obj;
    this.name = args.name ?? null;
    this.exception = args.exception ?? 'UndefinedError';
    this.cause = args.cause;
  }

  /** Printing, iterating, comparing and testing are errors. */
  get isStrict(): boolean {
    return this.kind === 'strict' || this.kind === 'ansible';
  }

  /** Jinja2's text for this undefined. */
  get message(): string {
    if (this.hint) return this.hint;
    if (this.obj === undefined) return `${reprOf(this.name)} is undefined`;
    if (!isText(this.name)) return `${objectTypeRepr(this.obj)} has no element ${reprOf(this.name)}`;
    return `${reprOf(objectTypeRepr(this.obj))} has no attribute ${reprOf(this.name)}`;
  }

  /** Raises what a use of this value raises. */
  fail(): never {
    if (this.exception !== 'UndefinedError') throw new PyError(this.exception, this.message);
    const name = isText(this.name) ? textOf(this.name) : null;
    const e = new UndefinedError(this.message, name, this.obj, { cause: this.cause });
    e.lineno = this.at?.line;
    e.offset = this.at?.pos;
    throw e;
  }

  override pyTruth(): boolean {
    return this.isStrict ? this.fail() : false;
  }
  override pyStr(): string {
    if (this.isStrict) this.fail();
    if (this.kind !== 'debug') return '';
    const what = this.hint
      ? `undefined value printed: ${this.hint}`
      : this.obj === undefined
        ? isText(this.name)
          ? textOf(this.name)
          : reprOf(this.name)
        : `no such element: ${objectTypeRepr(this.obj)}[${reprOf(this.name)}]`;
    return `{{ ${what} }}`;
  }
  override pyRepr(): string {
    if (this.kind !== 'ansible') return 'Undefined';
    const obj = this.obj === undefined ? 'missing' : reprOf(this.obj);
    return `AnsibleUndefined(hint=${reprOf(this.hint)}, obj=${obj}, name=${reprOf(this.name)})`;
  }
  override pyEq(other: Value): boolean {
    if (this.isStrict) this.fail();
    return other instanceof Undefined && other.kind === this.kind;
  }
  override pyOrder(): never {
    return this.fail();
  }
  override pyHash(): string {
    return this.isStrict ? this.fail() : `\0u${this.kind}`;
  }
  override pyLen(): number {
    return this.isStrict ? this.fail() : 0;
  }
  override pyIter(): Iterator<Value> {
    if (this.isStrict) this.fail();
    return ([] as Value[])[Symbol.iterator]();
  }
  override pyContains(): boolean {
    return this.isStrict ? this.fail() : false;
  }
  override pyGetAttr(name: string): Value {
    if (name === '__class__') throw attributeError(name);
    if (name === '_undefined_name') return this.name;
    if (this.kind === 'chainable') return this;
    if (this.kind === 'ansible') {
      if (name === '__UNSAFE__') throw attributeError(name);
      return this;
    }
    if (name.startsWith('__')) throw attributeError(name);
    return this.fail();
  }
  override pyGetItem(_key: Value): Value {
    return this.kind === 'chainable' || this.kind === 'ansible' ? this : this.fail();
  }
  override pyCall(): never {
    return this.fail();
  }
  override pyBinary(): never {
    return this.fail();
  }
  override pyUnary(): never {
    return this.fail();
  }
}

/** Whether a value is an undefined of any kind. */
export const isUndefined = (v: Value): v is Undefined => v instanceof Undefined;

/** The factory that EnvironmentOptions.undefined names. */
export const undefinedOf = (kind: UndefinedKind) => (args: UndefinedArgs) => new Undefined(kind, args);
