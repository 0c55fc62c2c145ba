import { dictClass } from '../value/attributes.ts';
import { PyClass, PyFunction } from '../value/callable.ts';
import { PyRange } from '../value/containers.ts';
import { overflowError, PyError, typeError, valueError } from '../value/errors.ts';
import { asInt } from '../value/number.ts';
import { truth } from '../value/truth.ts';
import { typeName } from '../value/type-name.ts';
import { Markup, PyObject, Tuple, type Value } from '../value/types.ts';
import { lipsum } from './lipsum.ts';
import { Namespace } from './namespace.ts';

function makeRange(args: readonly Value[], kwargs: ReadonlyMap<string, Value>, sandboxed: boolean): PyRange {
  if (kwargs.size > 0) throw typeError('range() takes no keyword arguments');
  if (args.length === 0) throw typeError('range expected at least 1 argument, got 0');
  if (args.length > 3) throw typeError(`range expected at most 3 arguments, got ${args.length}`);
  const n = args.map((a) => {
    const i = asInt(a);
    if (i === undefined) {
      throw typeError(`'${typeName(a)}' object cannot be interpreted as an integer`);
    }
    return Number(i);
  });
  const [start, stop, step] = n.length === 1 ? [0, n[0]!, 1] : [n[0]!, n[1]!, n[2] ?? 1];
  if (step === 0) throw valueError('range() arg 3 must not be zero');
  const r = new PyRange(start, stop, step);
  if (sandboxed && r.length > 100_000)
    throw overflowError('Range too big. The sandbox blocks ranges larger than MAX_RANGE (100000).');
  return r;
}

/** jinja2.utils.Cycler */
class Cycler extends PyObject {
  readonly typeName = 'Cycler';
  override readonly typeModule = 'jinja2.utils';
  private pos = 0;
  constructor(private readonly items: Tuple) {
    super();
  }
  override pyGetAttr(name: string): Value | undefined {
    switch (name) {
      case 'next':
      case '__next__':
        return new PyFunction(`Cycler.${name}(self)`, () => {
          const v = this.items[this.pos]!;
          this.pos = (this.pos + 1) % this.items.length;
          return v;
        }).bound(this);
      case 'reset':
        return new PyFunction('Cycler.reset(self)', () => {
          this.pos = 0;
          return null;
        }).bound(this);
      case 'current':
        return this.items[this.pos]!;
      case 'pos':
        return this.pos;
      case 'items':
        return this.items;
      default:
        return undefined;
    }
  }
}

/** jinja2.utils.Joiner */
class Joiner extends PyObject {
  readonly typeName = 'Joiner';
  override readonly typeModule = 'jinja2.utils';
  private used = false;
  constructor(private readonly sep: Value) {
    super();
  }
  override pyCall(args: Value[]): Value {
    if (args.length > 0)
      throw typeError(`Joiner.__call__() takes 1 positional argument but ${args.length + 1} were given`);
    if (this.used) return this.sep;
    this.used = true;
    return '';
  }
  override pyGetAttr(name: string): Value | undefined {
    return name === 'sep' ? this.sep : name === 'used' ? this.used : undefined;
  }
}

const joinerSig = new PyFunction('Joiner.__init__(self, sep=", ")', (_self, sep) => new Joiner(sep!));

/** Jinja2's globals: range, dict, lipsum, cycler, joiner, namespace. */
export function defaultGlobals(sandboxed = false): Map<string, Value> {
  return new Map<string, Value>([
    [
      'range',
      sandboxed ? new SafeRange() : new PyClass('range', (args, kwargs) => makeRange(args, kwargs, false)),
    ],
    ['dict', dictClass],
    [
      'lipsum',
      new PyFunction('generate_lorem_ipsum(n=5, html=True, min=20, max=100)', (n, html, min, max) => {
        const text = lipsum(
          Number(asInt(n!) ?? 0),
          truth(html!),
          Number(asInt(min!) ?? 0),
          Number(asInt(max!) ?? 0),
        );
        return truth(html!) ? new Markup(text) : text;
      }),
    ],
    [
      'cycler',
      new PyClass(
        'Cycler',
        (args, kwargs) => {
          for (const k of kwargs.keys())
            throw typeError(`Cycler.__init__() got an unexpected keyword argument '${k}'`);
          if (args.length === 0) throw new PyError('RuntimeError', 'at least one item has to be provided');
          return new Cycler(Tuple.from(args) as Tuple);
        },
        undefined,
        'jinja2.utils',
      ),
    ],
    [
      'joiner',
      new PyClass(
        'Joiner',
        (args, kwargs) => joinerSig.pyCall([null, ...args], kwargs),
        undefined,
        'jinja2.utils',
      ),
    ],
    [
      'namespace',
      new PyClass('Namespace', (args, kwargs) => new Namespace(args, kwargs), undefined, 'jinja2.utils'),
    ],
  ]);
}

/** The sandbox's range, a function that refuses big ones. */
class SafeRange extends PyObject {
  readonly typeName = 'function';
  override pyCall(args: Value[], kwargs: Map<string, Value>): Value {
    return makeRange(args, kwargs, true);
  }
  override pyRepr(): string {
    return `<function safe_range at 0x7f00beef0000>`;
  }
}
