import { truth } from '../../value/truth.ts';
import { defineFilter } from '../define.ts';
import { sizeText } from '../support/filesize.ts';

export default defineFilter({
  doc: 'A size in bytes for people (13 kB, 4.1 MB).',
  signature: 'do_filesizeformat(value, binary=False)',
  run: (_ctx, v, isBinary) => sizeText(v!, truth(isBinary!)),
});
