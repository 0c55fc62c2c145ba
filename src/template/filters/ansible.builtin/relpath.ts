import { relative, resolve } from 'node:path';
import { defineFilter } from '../../../jinja/define.ts';
import { valueError } from '../../../value/errors.ts';
import { truth } from '../../../value/truth.ts';
import { pathPart, pathText } from '../../support/paths.ts';

export default defineFilter({
  doc: 'A path as seen from another directory (by default the working directory).',
  signature: 'relpath(path, start=None)',
  volatile: true,
  run(_ctx, path, start) {
    if (!truth(path!)) throw valueError('no path specified');
    const text = pathText(path!);
    return pathPart(path!, relative(resolve(start === null ? '.' : pathText(start!)), resolve(text)) || '.');
  },
});
