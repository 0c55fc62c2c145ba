import { defineTest } from '../../../jinja/define.ts';
import { PyError } from '../../../value/errors.ts';
import { statOf } from '../../support/files.ts';
import { statPath } from '../../support/paths.ts';
import { str } from '../../support/py.ts';

export default defineTest({
  doc: 'Two paths lead to the same file.',
  signature: 'samefile(f1, f2)',
  aliases: ['is_same_file'],
  volatile: true,
  run: (_ctx, f1, f2) => {
    const [a, b] = [f1!, f2!].map((f) => {
      const path = statPath(f);
      if (path === undefined) throw new PyError('OSError', `[Errno 9] Bad file descriptor: ${str(f)}`);
      const s = statOf(path);
      if (!s) throw new PyError('FileNotFoundError', `[Errno 2] No such file or directory: '${path}'`);
      return s;
    });
    return a!.dev === b!.dev && a!.ino === b!.ino;
  },
});
