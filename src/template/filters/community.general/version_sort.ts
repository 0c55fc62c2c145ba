import { defineFilter } from '../../../jinja/define.ts';
import { typeError } from '../../../value/errors.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import { typeName } from '../../../value/type-name.ts';
import type { Value } from '../../../value/types.ts';
import { iterate } from '../../support/py.ts';
import { compareLoose, VersionProblem } from '../../support/version.ts';

/** A version number, with Python's error for what is no text. */
function versionText(v: Value): string {
  const text = asText(v);
  if (text === undefined) throw typeError(`expected string or bytes-like object, got '${typeName(v)}'`);
  return text;
}

function compare(a: string, b: string): number {
  try {
    return compareLoose(a, b);
  } catch (e) {
    if (e instanceof VersionProblem) throw typeError(e.message);
    throw e;
  }
}

export default defineFilter({
  doc: 'A list of version numbers in their order.',
  signature: 'version_sort(value, reverse=False)',
  run(_ctx, value, reverse) {
    const turn = truth(reverse!) ? -1 : 1;
    return [...iterate(value!)].map(versionText).sort((a, b) => turn * compare(a, b));
  },
});
