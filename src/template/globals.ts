import { PyFunction } from '../value/callable.ts';
import { typeError } from '../value/errors.ts';
import { iterate } from '../value/iterate.ts';
import { asText } from '../value/text.ts';
import { PyObject, type Value } from '../value/types.ts';
import { Undefined } from '../value/undefined.ts';
import { callLookup } from './lookup-call.ts';
import { now } from './now.ts';

/** `lookup`, `query` and `q`. */
class LookupFunction extends PyObject {
  readonly typeName = 'method';
  constructor(private readonly method: '_lookup' | '_query_lookup') {
    super();
  }
  override pyCall(args: Value[], kwargs: Map<string, Value>): Value {
    const [name, ...terms] = args;
    if (name === undefined)
      throw typeError(`Templar.${this.method}() missing 1 required positional argument: 'name'`);
    const options = new Map(kwargs);
    if (this.method === '_query_lookup') options.set('wantlist', true);
    return callLookup(asText(name) ?? '', terms, options);
  }
  override pyRepr(): string {
    return `<bound method Templar.${this.method} of <ansible.template.Templar object at 0x7f0000000000>>`;
  }
}

/** What Ansible adds to Jinja2's global functions. */
export function ansibleGlobals(): Map<string, Value> {
  const query = new LookupFunction('_query_lookup');
  return new Map<string, Value>([
    ['lookup', new LookupFunction('_lookup')],
    ['query', query],
    ['q', query],
    ['now', new PyFunction('now(utc=False, fmt=None)', now)],
    [
      'undef',
      new PyFunction(
        'undef(hint=None)',
        (hint) =>
          new Undefined('ansible', {
            hint: hint === null ? 'Mandatory variable has not been overridden' : (asText(hint!) ?? null),
          }),
      ),
    ],
    [
      'finalize',
      new PyFunction('_ansible_finalize(thing)', (thing) =>
        thing === null
          ? ''
          : thing! &&
              typeof thing === 'object' &&
              thing instanceof PyObject &&
              thing.pyIter &&
              asText(thing) === undefined
            ? [...iterate(thing)]
            : thing!,
      ),
    ],
  ]);
}
