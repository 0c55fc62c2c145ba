import { defineFilter } from '../../../jinja/define.ts';
import { typeError } from '../../../value/errors.ts';
import { asText } from '../../../value/text.ts';
import { typeName } from '../../../value/type-name.ts';
import { globFiles } from '../../support/glob.ts';
import { pathText } from '../../support/paths.ts';
import { isIterable } from '../../support/py.ts';

export default defineFilter({
  doc: 'The files (no directories) that match a shell pattern.',
  signature: 'fileglob(pathname)',
  volatile: true,
  run: (_ctx, pathname) => {
    if (asText(pathname!) === undefined && !isIterable(pathname!))
      throw typeError(`'${typeName(pathname!)}' object is not subscriptable`);
    return globFiles(pathText(pathname!));
  },
});
