import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure, type ModuleResult } from '../define.ts';
import {
  attributeMessage,
  editAttributes,
  editError,
  makeDirectoryOf,
  readForEdit,
  splitLines,
  toBytes,
  writeEdited,
} from '../support/edit-file.ts';
import type { FileCommonParams } from '../support/file-attributes.ts';
import { putLine, removeLines } from '../support/line-edits.ts';
import { backupFile } from '../support/place-file.ts';
import { pythonRegex } from '../support/python-regex.ts';

interface LineParams extends FileCommonParams {
  readonly path: string;
  readonly state: 'present' | 'absent';
  readonly regexp: string | null;
  readonly search_string: string | null;
  readonly line: string | null;
  readonly insertafter: string | null;
  readonly insertbefore: string | null;
  readonly backrefs: boolean;
  readonly create: boolean;
  readonly backup: boolean;
  readonly firstmatch: boolean;
  readonly validate: string | null;
}

export default defineModule<LineParams>({
  shortDescription: 'Manage lines in text files',
  description:
    'Makes sure that a line is in a file, or is not, or replaces one that a regular expression finds.',
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/lineinfile_module.html',
  options: {
    path: { description: 'The file.', type: 'path', required: true, aliases: ['dest', 'destfile', 'name'] },
    state: {
      description: 'Whether the line has to be there.',
      choices: ['absent', 'present'],
      default: 'present',
    },
    regexp: {
      description:
        'Expression that finds the line to replace (the last that matches) or the lines to remove.',
      aliases: ['regex'],
    },
    search_string: { description: 'Text that finds the line to replace or the lines to remove.' },
    line: {
      description: 'The line. With `backrefs`, groups of the expression are filled in.',
      aliases: ['value'],
    },
    backrefs: {
      description: 'Fills in groups of `regexp`; nothing changes where it matches nothing.',
      type: 'bool',
      default: false,
    },
    insertafter: {
      description: 'A new line goes after the last line that this expression matches, or to the end (`EOF`).',
    },
    insertbefore: {
      description:
        'A new line goes before the last line that this expression matches, or to the beginning (`BOF`).',
    },
    create: { description: 'Makes the file where it is missing.', type: 'bool', default: false },
    backup: {
      description: 'Keeps the file as it was under a name with the time.',
      type: 'bool',
      default: false,
    },
    firstmatch: {
      description: 'Takes the first line that matches instead of the last.',
      type: 'bool',
      default: false,
    },
    validate: { description: 'A command that must accept the new file; `%s` is its name.' },
  },
  mutuallyExclusive: [
    ['insertbefore', 'insertafter'],
    ['regexp', 'search_string'],
    ['backrefs', 'search_string'],
  ],
  returns: {
    msg: { description: 'What was done.', returned: 'always', type: 'str' },
    backup: { description: 'Name of the backup, empty without one.', returned: 'success', type: 'str' },
    found: {
      description: 'How many lines were found, where they are removed.',
      returned: 'state=absent',
      type: 'int',
    },
  },
  fileCommonArgs: true,
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    for (const [name, value] of [
      ['regular expression', p.regexp],
      ['search string', p.search_string],
    ] as const) {
      if (value !== '') continue;
      const hint =
        name === 'regular expression'
          ? " If this is desired, use '^' to match every line in the file and avoid this warning."
          : '';
      ctx.warn(
        `The ${name} is an empty string, which will match every line in the file. This may have unintended consequences, such as replacing the last line in the file rather than appending.${hint}`,
      );
    }
    const contents = await readForEdit(ctx, p.path);
    if (p.state === 'present') {
      if (p.backrefs && p.regexp === null) throw new ModuleFailure('regexp is required with backrefs=true');
      if (p.line === null) throw new ModuleFailure('line is required with state=present');
      return present(ctx, contents);
    }
    if (p.regexp === null && p.search_string === null && p.line === null) {
      throw new ModuleFailure('one of line, search_string, or regexp is required with state=absent');
    }
    if (contents === undefined) return { changed: false, msg: 'file not present' };
    return absent(ctx, contents);
  },
});

const regexOf = (pattern: string | null): RegExp | undefined =>
  pattern === null ? undefined : pythonRegex(toBytes(pattern), {}, true);

async function present(ctx: ModuleContext<LineParams>, contents: string | undefined): Promise<ModuleResult> {
  const p = ctx.params;
  if (contents === undefined) {
    if (!p.create) throw new ModuleFailure(`Destination ${p.path} does not exist !`, { rc: 257 });
    if (!ctx.checkMode)
      await makeDirectoryOf(ctx, p.path, (dir, e) => `Error creating ${dir} (${editError(e)})`);
  }
  const place = p.insertafter !== null ? p.insertafter : p.insertbefore;
  const edge = p.insertafter !== null ? /^(BOF|EOF)$/ : /^BOF$/;
  const edited = putLine(splitLines(contents ?? ''), {
    line: toBytes(p.line!),
    regexp: regexOf(p.regexp),
    searchString: p.search_string === null ? undefined : toBytes(p.search_string),
    insert: place === null || edge.test(place) ? undefined : regexOf(place),
    after: p.insertafter !== null,
    edge: p.insertafter ?? p.insertbefore ?? undefined,
    backrefs: p.backrefs,
    firstMatch: p.firstmatch,
  });
  return finish(ctx, contents, edited.lines.join(''), edited.message, {});
}

async function absent(ctx: ModuleContext<LineParams>, contents: string): Promise<ModuleResult> {
  const p = ctx.params;
  const lines = splitLines(contents);
  const kept = removeLines(lines, {
    line: p.line === null ? undefined : toBytes(p.line),
    regexp: regexOf(p.regexp),
    searchString: p.search_string === null ? undefined : toBytes(p.search_string),
  });
  const found = lines.length - kept.length;
  return finish(ctx, contents, kept.join(''), found > 0 ? `${found} line(s) removed` : '', { found });
}

/** Writes the file where it changed, gives it its attributes, and makes the result. */
async function finish(
  ctx: ModuleContext<LineParams>,
  before: string | undefined,
  after: string,
  message: string,
  more: PlainObject,
): Promise<ModuleResult> {
  const p = ctx.params;
  const changed = message !== '';
  const text = (bytes: string): string => (ctx.diff ? Buffer.from(bytes, 'latin1').toString() : '');
  const diff = {
    before: text(before ?? ''),
    after: text(after),
    before_header: `${p.path} (content)`,
    after_header: `${p.path} (content)`,
  };
  let backup = '';
  if (changed && !ctx.checkMode) {
    if (p.backup && before !== undefined) backup = await backupFile(ctx, p.path);
    await writeEdited(ctx, p.path, after, { unsafeWrites: p.unsafe_writes, validate: p.validate });
  }
  if (ctx.checkMode && before === undefined) return { changed, msg: message, backup, diff };
  const attributes = await editAttributes(ctx, p, p.path);
  return {
    changed: changed || attributes.changed,
    ...more,
    msg: attributeMessage(message, attributes.changed),
    backup,
    diff: [diff, attributes.diff],
  };
}
