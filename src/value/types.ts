/**
 * Python's values in TypeScript. See JINJA.md and ARCHITECTURE.md for the table.
 *
 * | Python               | here                                              |
 * | -------------------- | ------------------------------------------------- |
 * | None                 | null                                              |
 * | bool, str            | boolean, string                                   |
 * | int                  | number while it is a safe integer, else bigint    |
 * | float                | PyFloat (so that 1.0 is not 1)                     |
 * | list, tuple          | Array, Tuple (extends Array: test it first)       |
 * | dict                 | Map, always (keys: see value/dict.ts)             |
 * | unsafe text, Markup  | UnsafeText, Markup                                |
 * | undefined            | Undefined (value/undefined.ts); never JavaScript's |
 * | everything else      | a subclass of PyObject                            |
 */
export type Value = null | boolean | number | bigint | string | Value[] | Dict | PyObject;
export type Dict = Map<Value, Value>;

/** The base of every value that JavaScript has no type of its own for. */
export abstract class PyObject {
  /** Python's `type(x).__name__`. */
  abstract readonly typeName: string;
  /** Python's `type(x).__module__` where it is not "builtins". */
  readonly typeModule?: string;

  /** What stands for it in the result of a task. */
  asResult(): Value {
    return this;
  }

  // Python's protocols. A class fills in those that it has; value/*.ts asks for them.
  pyTruth?(): boolean;
  pyStr?(): string;
  pyRepr?(): string;
  /** JavaScript's undefined stands for NotImplemented. */
  pyEq?(other: Value): boolean | undefined;
  /** <0, 0, >0; undefined stands for NotImplemented. */
  pyOrder?(other: Value, op: string): number | undefined;
  /** A text that is equal for equal values; throws for what cannot be hashed. */
  pyHash?(): string | number | bigint;
  pyLen?(): number;
  pyIter?(): Iterator<Value>;
  pyContains?(x: Value): boolean;
  /** JavaScript's undefined stands for AttributeError. */
  pyGetAttr?(name: string): Value | undefined;
  /** JavaScript's undefined stands for KeyError or IndexError. */
  pyGetItem?(key: Value): Value | undefined;
  pyCall?(args: Value[], kwargs: Map<string, Value>): Value;
  /** `op` is the operator ("+"); `reflected` is true where this is the right operand. */
  pyBinary?(op: string, other: Value, reflected: boolean): Value | undefined;
  pyUnary?(op: '+' | '-'): Value;
}

/** A Python float. */
export class PyFloat extends PyObject {
  readonly typeName = 'float';
  constructor(readonly value: number) {
    super();
  }
}

/** Text from a host or a module: never templated again, whatever path it takes. Everywhere else it acts as a str. */
export class UnsafeText extends PyObject {
  readonly typeName: string = 'AnsibleUnsafeText';
  override readonly typeModule = 'ansible.utils.unsafe_proxy';
  constructor(readonly text: string) {
    super();
  }
}

/** Text that is HTML-safe (markupsafe.Markup). */
export class Markup extends PyObject {
  readonly typeName = 'Markup';
  override readonly typeModule = 'markupsafe';
  constructor(readonly text: string) {
    super();
  }
}

/**
 * Text that lies encrypted in a YAML file (`!vault |`). Acts as a str; decrypted on first use.
 * `decrypt` throws AnsibleError (kind vault) where no secret fits.
 */
export class VaultText extends PyObject {
  readonly typeName = 'AnsibleVaultEncryptedUnicode';
  #plain: string | undefined;
  constructor(
    readonly ciphertext: string,
    private readonly decrypt: (ciphertext: string) => string,
  ) {
    super();
  }
  get text(): string {
    this.#plain ??= this.decrypt(this.ciphertext);
    return this.#plain;
  }
}

/** A Python tuple. */
export class Tuple extends Array<Value> {
  static override get [Symbol.species](): ArrayConstructor {
    return Array;
  }
}

/**
 * A mapping whose values are made on demand (hostvars, a host's variables): acts as a dict in templates.
 * `get` gives JavaScript's undefined for a key that is not there.
 */
export abstract class LazyMapping extends PyObject {
  abstract get(key: string): Value | undefined;
  abstract keys(): Iterable<string>;
  has(key: string): boolean {
    return this.get(key) !== undefined;
  }
}

/** A tuple whose members also have names (collections.namedtuple). */
export class NamedTuple extends Tuple {
  names: readonly string[] = [];
  typeName = 'tuple';
  static make(names: readonly string[], values: readonly Value[], typeName = 'tuple'): NamedTuple {
    const t = new NamedTuple();
    for (const v of values) t.push(v);
    t.names = names;
    t.typeName = typeName;
    return t;
  }
}
