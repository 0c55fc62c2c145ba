import { defineModule, ModuleFailure } from '../define.ts';
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
import { backupFile } from '../support/place-file.ts';
import { pythonRegex } from '../support/python-regex.ts';

interface BlockParams extends FileCommonParams {
  readonly path: string;
  readonly state: 'present' | 'absent';
  readonly marker: string;
  readonly block: string;
  readonly insertafter: string | null;
  readonly insertbefore: string | null;
  readonly create: boolean;
  readonly backup: boolean;
  readonly marker_begin: string;
  readonly marker_end: string;
  readonly validate: string | null;
}

export default defineModule<BlockParams>({
  shortDescription: 'Insert/update/remove a text block surrounded by marker lines',
  description:
    'Puts lines between two marker lines into a file, replaces what stands between them, or removes them.',
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/blockinfile_module.html',
  options: {
    path: { description: 'The file.', type: 'path', required: true, aliases: ['dest', 'destfile', 'name'] },
    state: {
      description: 'Whether the block has to be there.',
      choices: ['absent', 'present'],
      default: 'present',
    },
    marker: {
      description: 'The marker lines; `{mark}` stands for the words of `marker_begin` and `marker_end`.',
      default: '# {mark} ANSIBLE MANAGED BLOCK',
    },
    block: {
      description: 'The lines. Without any, the block is removed.',
      default: '',
      aliases: ['content'],
    },
    insertafter: {
      description:
        'A new block goes after the last line that this expression matches, or to the end (`EOF`).',
    },
    insertbefore: {
      description:
        'A new block goes before the last line that this expression matches, or to the beginning (`BOF`).',
    },
    create: { description: 'Makes the file where it is missing.', type: 'bool', default: false },
    backup: {
      description: 'Keeps the file as it was under a name with the time.',
      type: 'bool',
      default: false,
    },
    marker_begin: { description: 'Word for `{mark}` above the block.', default: 'BEGIN' },
    marker_end: { description: 'Word for `{mark}` below the block.', default: 'END' },
    validate: { description: 'A command that must accept the new file; `%s` is its name.' },
  },
  mutuallyExclusive: [['insertbefore', 'insertafter']],
  returns: { msg: { description: 'What was done.', returned: 'always', type: 'str' } },
  fileCommonArgs: true,
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    const before = await readForEdit(ctx, p.path);
    if (before === undefined) {
      if (!p.create) throw new ModuleFailure(`Path ${p.path} does not exist !`, { rc: 257 });
      if (!ctx.checkMode)
        await makeDirectoryOf(ctx, p.path, (dir, e) => `Error creating ${dir} Error code: ${editError(e)}`);
    }
    const block = p.state === 'present' ? toBytes(p.block) : '';
    const after = editBlock(before ?? '', block, p);
    const changed = before !== after && !(before === undefined && after === '');
    const message = !changed
      ? ''
      : before === undefined
        ? 'File created'
        : block === ''
          ? 'Block removed'
          : 'Block inserted';
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
    const kept = backup === '' ? {} : { backup_file: backup };
    if (before === undefined && (ctx.checkMode || !changed)) return { changed, msg: message, diff, ...kept };
    const attributes = await editAttributes(ctx, p, p.path);
    return {
      changed: changed || attributes.changed,
      msg: attributeMessage(message, attributes.changed),
      diff: [diff, attributes.diff],
      ...kept,
    };
  },
});

/** The contents with the block in its place; an empty block is taken out. */
function editBlock(contents: string, block: string, p: BlockParams): string {
  const lines = splitLines(contents);
  const marker = (word: string): string => `${toBytes(p.marker.replaceAll('{mark}', word))}\n`;
  const [first, last] = [marker(p.marker_begin), marker(p.marker_end)];
  const body = block === '' ? [] : [first, ...splitLines(block.endsWith('\n') ? block : `${block}\n`), last];
  const is = (line: string, wanted: string): boolean => line === wanted || `${line}\n` === wanted;
  const begin = lines.findLastIndex((l) => is(l, first));
  const end = lines.findLastIndex((l) => is(l, last));
  let at: number;
  if (begin < 0 || end < 0) at = insertionPoint(lines, contents, p);
  else {
    at = Math.min(begin, end);
    lines.splice(at, Math.abs(end - begin) + 1);
  }
  if (at > 0 && body.length > 0 && !lines[at - 1]!.endsWith('\n')) lines[at - 1] += '\n';
  lines.splice(at, 0, ...body);
  return lines.join('');
}

function insertionPoint(lines: readonly string[], contents: string, p: BlockParams): number {
  if (p.insertbefore === 'BOF') return 0;
  const pattern = p.insertbefore ?? (p.insertafter === 'EOF' ? null : p.insertafter);
  if (pattern === null) return lines.length;
  const after = p.insertbefore === null;
  const regex = pythonRegex(toBytes(pattern), {}, true);
  if (regex.multiline) {
    // An expression that spans lines is held against the whole file.
    const m = regex.exec(contents);
    if (m === null) return lines.length;
    const upTo = contents.slice(0, after ? m.index + m[0].length : m.index);
    return upTo.split('\n').length - 1 + (after ? 1 : 0);
  }
  const found = lines.findLastIndex((line) => {
    regex.lastIndex = 0;
    return regex.test(line);
  });
  return found < 0 ? lines.length : found + (after ? 1 : 0);
}
