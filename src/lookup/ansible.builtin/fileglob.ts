import { defineLookup } from '../../template/define.ts';
import { statOf } from '../../template/support/files.ts';
import { globFiles } from '../../template/support/glob.ts';
import { joinPath, pathText, splitPath } from '../../template/support/paths.ts';
import { locate } from '../support/files.ts';

export default defineLookup({
  description: 'Files of the control node that match shell patterns (not recursive, no directories).',
  options: {},
  run: (terms, _options, ctx) =>
    terms.flatMap((term) => {
      const pattern = pathText(term);
      const [dir, name] = splitPath(pattern);
      if (pattern.startsWith('/')) {
        if (!statOf(dir)) locate({ ...ctx, findFile: () => undefined }, 'files', dir);
        return globFiles(pattern);
      }
      if (dir && !ctx.searchPath('files').some((base) => statOf(joinPath([base, dir]))))
        locate({ ...ctx, findFile: () => undefined }, 'files', dir);
      // A pattern without a directory is searched in the files directories, then in the places themselves.
      for (const base of ctx.searchPath('files')) {
        const place = dir ? joinPath([base, dir]) : base;
        if (!statOf(place)?.isDirectory()) continue;
        const found = globFiles(joinPath([place, name]));
        if (found.length) return found;
      }
      return [];
    }),
});
