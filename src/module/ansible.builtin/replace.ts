import { encodeText } from '../../value/codecs.ts';
import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { attributeMessage, readForEdit, writeEdited } from '../support/edit-file.ts';
import { applyFileAttributes, type FileCommonParams } from '../support/file-attributes.ts';
import { backupFile } from '../support/place-file.ts';
import { expandTemplate, pythonRegex } from '../support/python-regex.ts';

interface ReplaceParams extends FileCommonParams {
  readonly path: string;
  readonly regexp: string;
  readonly replace: string;
  readonly after: string | null;
  readonly before: string | null;
  readonly backup: boolean;
  readonly validate: string | null;
  readonly encoding: string;
}

export default defineModule<ReplaceParams>({
  shortDescription:
    'Replace all instances of a particular string in a file using a back-referenced regular expression',
  description: 'Replaces all that a regular expression matches in a file, or in a part of it.',
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/replace_module.html',
  options: {
    path: { description: 'The file.', type: 'path', required: true, aliases: ['dest', 'destfile', 'name'] },
    regexp: { description: 'The expression; `^` and `$` match at every line.', required: true },
    replace: {
      description: 'What stands in its place; groups are filled in. Without it, matches are removed.',
      default: '',
    },
    after: { description: 'Only what comes after this expression is replaced.' },
    before: { description: 'Only what comes before this expression is replaced.' },
    backup: {
      description: 'Keeps the file as it was under a name with the time.',
      type: 'bool',
      default: false,
    },
    validate: { description: 'A command that must accept the new file; `%s` is its name.' },
    encoding: { description: 'Encoding of the file.', default: 'utf-8' },
  },
  fileCommonArgs: true,
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    const bytes = await readForEdit(ctx, p.path);
    if (bytes === undefined) throw new ModuleFailure(`Path ${p.path} does not exist !`, { rc: 257 });
    const contents = decode(ctx, Buffer.from(bytes, 'latin1'));
    const part = section(contents, p.before, p.after);
    if (typeof part === 'string') {
      return {
        changed: false,
        msg: `Pattern for before/after params did not match the given file: ${part}`,
        rc: 0,
      };
    }
    const regex = pythonRegex(p.regexp, { multiline: true });
    let count = 0;
    const inside = contents.slice(part.start, part.end).replace(regex, (...args) => {
      count++;
      const groups = typeof args.at(-1) === 'object' ? args.pop() : undefined;
      return expandTemplate(
        p.replace,
        Object.assign(args.slice(0, -2), { groups }) as unknown as RegExpMatchArray,
      );
    });
    const after = contents.slice(0, part.start) + inside + contents.slice(part.end);
    const changed = count > 0 && after !== contents;
    const message = changed ? `${count} replacements made` : '';
    const result: Record<string, PlainObject[string]> = {};
    if (changed && ctx.diff)
      Object.assign(result, {
        diff: { before_header: p.path, before: contents, after_header: p.path, after },
      });
    if (changed && !ctx.checkMode) {
      if (p.backup) result['backup_file'] = await backupFile(ctx, p.path);
      const encoded = encodeText(after, p.encoding).toString('latin1');
      await writeEdited(ctx, p.path, encoded, { unsafeWrites: p.unsafe_writes, validate: p.validate });
    }
    const attributes = await applyFileAttributes(ctx, p, p.path);
    return { ...result, changed: changed || attributes, msg: attributeMessage(message, attributes), rc: 0 };
  },
});

function decode(ctx: ModuleContext<ReplaceParams>, data: Buffer): string {
  const { encoding, path } = ctx.params;
  try {
    return new TextDecoder(encoding.replaceAll('_', '-').replace(/^iso8859-/, 'iso-8859-'), {
      fatal: true,
      ignoreBOM: true,
    }).decode(data);
  } catch (e) {
    throw new ModuleFailure(`Unable to read the contents of ${path}: ${(e as Error).message}`);
  }
}

/** The part between `after` and `before`; the joined pattern where it matches nothing. */
function section(
  contents: string,
  before: string | null,
  after: string | null,
): { start: number; end: number } | string {
  if (!before && !after) return { start: 0, end: contents.length };
  const pattern =
    after && before
      ? `${after}(?P<subsection>.*?)${before}`
      : after
        ? `${after}(?P<subsection>.*)`
        : `(?P<subsection>.*)${before}`;
  const compiled = pythonRegex(pattern, { dotAll: true });
  const m = new RegExp(compiled.source, `${compiled.flags.replace('g', '')}d`).exec(contents);
  const at = m?.indices?.groups?.['subsection'];
  return at === undefined ? pattern : { start: at[0], end: at[1] };
}
