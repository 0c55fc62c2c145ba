import { type CallContext, defineFilter } from '../../../jinja/define.ts';
import { dictGet, isDict, toDict } from '../../../value/dict.ts';
import { PyError } from '../../../value/errors.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import { shortTypeName } from '../../../value/type-name.ts';
import { Tuple, type Value } from '../../../value/types.ts';
import { ansibleError, classRepr, filterError } from '../../errors.ts';
import { problems, required } from '../../support/keys.ts';
import { isSequence, iterate, nativeText, str } from '../../support/py.ts';

const failure = (message: string): PyError => ansibleError(`Error when using plugin 'index_of': ${message}`);
const joined = (texts: readonly string[]): string => `${texts.slice(0, -1).join(', ')} and ${texts.at(-1)}`;

/** The list to search; a text is split at commas, a number a list of one. */
function dataOf(v: Value): Value[] {
  const text = asText(v);
  if (text !== undefined) return text.split(',');
  if (isSequence(v) && !(v instanceof Tuple)) return v;
  if (v === null) return [...iterate(v)];
  if (typeof v === 'number' || typeof v === 'bigint' || shortTypeName(v) === 'float') return [str(v)];
  if (typeof v === 'boolean') return [str(v)];
  const type = classRepr(v);
  throw filterError(
    problems([
      `argument 'data' is of type ${type} and we were unable to convert to list: ${type} cannot be converted to a list`,
    ]),
  );
}

function holds(ctx: CallContext, entry: Value, test: string, right: Value): boolean {
  const type = shortTypeName(entry);
  const where = `Error encountered when testing value '${str(entry)}' (type=${type}) against '${str(right)}' (type=${type}) with '${test}'. `;
  let name = test;
  let invert = true;
  if (test.startsWith('!')) name = test === '!=' ? '==' : test.replace(/^!+/, '');
  // As in the collection, each of the letters goes, not the word.
  else if (test.startsWith('not ')) name = test.replace(/^[not ]+/, '');
  else invert = false;
  const args = right === null ? [] : [name === 'in' && !isSequence(right) ? [right] : right];
  let found: boolean;
  try {
    found = ctx.env.findTest(name) !== undefined;
  } catch {
    found = false;
  }
  if (!found) throw failure(`${where} Error was: the test '${name}' was not found.`);
  try {
    return truth(ctx.env.callTest(name, entry, args, new Map(), ctx)) !== invert;
  } catch (e) {
    if (e instanceof PyError) throw failure(`${where} Error was: ${e.message}`);
    throw e;
  }
}

export default defineFilter({
  doc: 'The places in a list of the members (or, with `key`, of the dicts whose value under it) for which a test holds; one alone is no list unless `wantlist`.',
  signature:
    '_index_of(environment, data, test=None, value=None, key=None, fail_on_missing=False, wantlist=False)',
  run(ctx, data, test, value, key, failOnMissing, wantlist) {
    const name = nativeText(required('test', test!));
    const list = data === null ? dataOf(null) : dataOf(required('data', data!));
    const places: number[] = [];
    const missing: string[] = [];
    if (key !== null && !list.every((v) => isDict(v)))
      throw failure(
        `When a key name is provided, all list entries are required to be dictionaries, got ${joined(list.map((v) => (v instanceof Tuple ? 'list' : shortTypeName(v))))}`,
      );
    list.forEach((member, i) => {
      const entry = key === null ? member : dictGet(toDict(member as never), key!);
      if (entry === undefined) missing.push(`'${str(key!)}' was not found in '${str(member)}' at [${i}]`);
      else if (holds(ctx, entry, name, value!)) places.push(i);
    });
    if (missing.length > 0 && truth(failOnMissing!))
      throw failure(`${joined(missing)}. fail_on_missing=True`);
    return places.length === 1 && !truth(wantlist!) ? places[0]! : places;
  },
});
