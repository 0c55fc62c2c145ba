import { isDict, toDict } from '../value/dict.ts';
import { typeError, valueError } from '../value/errors.ts';
import { iterate, unpack } from '../value/iterate.ts';
import { repr } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { typeName } from '../value/type-name.ts';
import { PyObject, type Value } from '../value/types.ts';

/** What `namespace()` makes: names that a loop can set for outside. */
export class Namespace extends PyObject {
  readonly typeName = 'Namespace';
  override readonly typeModule = 'jinja2.utils';
  readonly attributes = new Map<string, Value>();
  constructor(args: readonly Value[], kwargs: ReadonlyMap<string, Value>) {
    super();
    if (args.length > 1) throw typeError(`dict expected at most 1 argument, got ${args.length}`);
    const [from] = args;
    if (from !== undefined) {
      if (isDict(from)) for (const [k, v] of toDict(from)) this.attributes.set(asText(k) ?? repr(k), v);
      else
        for (const x of iterate(from)) {
          const pair = unpack(x, 2);
          if (pair.length !== 2) throw valueError(`bad pair ${typeName(x)}`);
          this.attributes.set(asText(pair[0]!) ?? repr(pair[0]!), pair[1]!);
        }
    }
    for (const [k, v] of kwargs) this.attributes.set(k, v);
  }
  override pyGetAttr(name: string): Value | undefined {
    return this.attributes.get(name);
  }
  override pyRepr(): string {
    return `<Namespace ${repr(new Map<Value, Value>(this.attributes))}>`;
  }
}
