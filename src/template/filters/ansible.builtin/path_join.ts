import { defineFilter } from '../../../jinja/define.ts';
import { PyBytes } from '../../../value/containers.ts';
import { typeError } from '../../../value/errors.ts';
import { asText } from '../../../value/text.ts';
import { shortTypeName } from '../../../value/type-name.ts';
import { UnsafeText, type Value } from '../../../value/types.ts';
import { isUndefined } from '../../../value/undefined.ts';
import { classRepr, filterTypeError } from '../../errors.ts';
import { joinPath, pathText } from '../../support/paths.ts';
import { isSequence } from '../../support/py.ts';

function joinable(v: Value): string {
  const text = asText(v);
  if (text !== undefined) return text;
  if (v instanceof PyBytes) throw typeError("Can't mix strings and bytes in path components");
  throw typeError(`join() argument must be str, bytes, or os.PathLike object, not '${shortTypeName(v)}'`);
}

export default defineFilter({
  doc: 'The parts of a path joined with slashes; an absolute part drops what stands before it.',
  signature: 'path_join(paths)',
  run(_ctx, paths) {
    const text = asText(paths!);
    if (text !== undefined) return paths!;
    if (isUndefined(paths!)) return paths.fail();
    if (isSequence(paths!)) {
      if (paths.length === 0) throw typeError("join() missing 1 required positional argument: 'a'");
      // The first part is asked for as a path, the others only when they are joined.
      const [first, ...rest] = paths as [Value, ...Value[]];
      const parts = [pathText(first), ...rest.map(joinable)];
      const joined = joinPath(parts);
      return paths.some((p) => p instanceof UnsafeText) ? new UnsafeText(joined) : joined;
    }
    throw filterTypeError(`|path_join expects string or sequence, got ${classRepr(paths!)} instead.`);
  },
});
