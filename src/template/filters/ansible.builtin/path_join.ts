import { defineFilter } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { classRepr, filterTypeError } from '../../errors.ts';
import { joinPath, pathText } from '../../support/paths.ts';
import { isSequence } from '../../support/py.ts';

export default defineFilter({
  doc: 'The parts of a path joined with slashes; an absolute part drops what stands before it.',
  signature: 'path_join(paths)',
  run(_ctx, paths) {
    const text = asText(paths!);
    if (text !== undefined) return text;
    if (isSequence(paths!)) return joinPath(paths.map(pathText));
    throw filterTypeError(`|path_join expects string or sequence, got ${classRepr(paths!)} instead.`);
  },
});
