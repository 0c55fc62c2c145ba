import { defineLookup } from '../../template/define.ts';
import { classRepr } from '../../template/errors.ts';
import { joinPath } from '../../template/support/paths.ts';
import { str } from '../../template/support/py.ts';
import { isDict, toDict } from '../../value/dict.ts';
import { PyError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { boolean } from '../support/boolean.ts';

/** Names in a text, at commas, semicolons (and for paths, colons). */
function names(value: Value | undefined, marks: RegExp): string[] {
  if (value === undefined || value === null) return [];
  const list = Array.isArray(value) ? value : [value];
  return list.flatMap((v) => {
    const text = asText(v);
    if (text === undefined) {
      if (Array.isArray(v)) return names(v, marks);
      throw new PyError(
        'AnsibleLookupError',
        `Invalid term supplied, can handle string, mapping or list of strings but got: ${classRepr(v)} for ${str(v)}`,
      );
    }
    return text
      .split(marks)
      .map((p) => p.trim())
      .filter(Boolean);
  });
}

interface Search {
  readonly candidates: string[];
  skip: boolean;
}

function collect(terms: readonly Value[], options: ReadonlyMap<string, Value>, out: Search): void {
  for (const term of terms) {
    if (isDict(term)) {
      const own = toDict(term);
      const files = names(own.get('files'), /[,;]/);
      const paths = names(own.get('paths'), /[,;:]/);
      const skip = own.get('skip');
      if (skip !== undefined) out.skip = boolean(skip);
      if (paths.length && files.length)
        for (const p of paths) for (const f of files) out.candidates.push(joinPath([p, f]));
      else out.candidates.push(...files);
    } else if (asText(term) !== undefined) {
      const files = [asText(term)!];
      const paths = names(options.get('paths'), /[,;:]/);
      if (paths.length) for (const p of paths) for (const f of files) out.candidates.push(joinPath([p, f]));
      else out.candidates.push(...files);
    } else if (Array.isArray(term)) collect(term, options, out);
    else {
      throw new PyError(
        'AnsibleLookupError',
        `Invalid term supplied, can handle string, mapping or list of strings but got: ${classRepr(term)} for ${str(term)}`,
      );
    }
  }
}

export default defineLookup({
  description: 'The first of several files that there is.',
  options: {
    files: { description: 'Names of files.', type: 'raw' },
    paths: { description: 'Directories in which they are searched.', type: 'raw' },
    skip: {
      description: 'Nothing, in place of an error, where no file is found.',
      type: 'bool',
      default: false,
    },
  },
  run(terms, options, ctx) {
    const search: Search = { candidates: [], skip: terms.length > 0 && truth(options.get('skip')!) };
    collect(terms, options, search);
    for (const name of search.candidates) {
      let text: string | undefined;
      try {
        text = asText(ctx.template(name));
      } catch (e) {
        // A name with an undefined variable is passed over.
        if (e instanceof PyError && /Undefined/.test(e.pyType)) continue;
        throw e;
      }
      const path = text === undefined ? undefined : ctx.findFile(ctx.kind ?? 'files', text);
      if (path !== undefined) return [path];
    }
    if (search.skip) return [];
    throw new PyError('AnsibleLookupError', 'No file was found when using first_found.');
  },
});
