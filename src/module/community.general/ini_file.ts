import type { PlainObject } from '../../value/plain.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import {
  editError,
  fromBytes,
  makeDirectoryOf,
  readForEdit,
  splitLines,
  toBytes,
  writeEdited,
} from '../support/edit-file.ts';
import { applyFileAttributes, type FileCommonParams } from '../support/file-attributes.ts';
import { withFileInfo } from '../support/file-info.ts';
import { editIni } from '../support/ini-edits.ts';
import { backupFile } from '../support/place-file.ts';

interface IniParams extends FileCommonParams {
  readonly path: string;
  readonly section: string | null;
  readonly option: string | null;
  readonly value: string | null;
  readonly values: string[] | null;
  readonly backup: boolean;
  readonly state: 'present' | 'absent';
  readonly exclusive: boolean;
  readonly no_extra_spaces: boolean;
  readonly ignore_spaces: boolean;
  readonly create: boolean;
  readonly allow_no_value: boolean;
  readonly modify_inactive_option: boolean;
  readonly follow: boolean;
}

export default defineModule<IniParams>({
  shortDescription: 'Tweak settings in INI files',
  description: 'Sets or removes an option, or removes a section, in an ini file; all else stays as it is.',
  source: 'https://docs.ansible.com/ansible/latest/collections/community/general/ini_file_module.html',
  options: {
    path: { description: 'The file.', type: 'path', required: true, aliases: ['dest'] },
    section: { description: 'The section; without one, the options before the first section.' },
    option: { description: 'The option; without one, the whole section.' },
    value: { description: 'Its value.' },
    values: { description: 'Its values, a line for each.', type: 'list', elements: 'str' },
    backup: {
      description: 'Keeps the file as it was under a name with the time.',
      type: 'bool',
      default: false,
    },
    state: {
      description: 'Whether the option has to be there.',
      choices: ['absent', 'present'],
      default: 'present',
    },
    exclusive: { description: 'Other values of the option go.', type: 'bool', default: true },
    no_extra_spaces: { description: 'No spaces around the equals sign.', type: 'bool', default: false },
    ignore_spaces: {
      unlisted: true,
      description: 'A line that differs only in spaces around the equals sign stays.',
      type: 'bool',
      default: false,
    },
    create: { description: 'Makes the file where it is missing.', type: 'bool', default: true },
    allow_no_value: { description: 'The option may stand without a value.', type: 'bool', default: false },
    modify_inactive_option: {
      unlisted: true,
      description: 'A commented line with the option is taken for it.',
      type: 'bool',
      default: true,
    },
    follow: {
      unlisted: true,
      description: 'Writes to the end of a link instead of replacing the link.',
      type: 'bool',
      default: false,
    },
  },
  mutuallyExclusive: [['value', 'values']],
  fileCommonArgs: true,
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    if (
      p.state === 'present' &&
      !p.allow_no_value &&
      p.value === null &&
      !(p.values && p.values.length > 0)
    ) {
      throw new ModuleFailure(
        "Parameter 'value(s)' must be defined if state=present and allow_no_value=False.",
      );
    }
    const path =
      p.follow && (await ctx.target.stat(p.path, { follow: false }))?.type === 'link'
        ? await ctx.target.realpath(p.path)
        : p.path;
    const before = await readForEdit(ctx, path);
    if (before === undefined) {
      if (!p.create) throw new ModuleFailure(`Destination ${path} does not exist!`, { rc: 257 });
      if (!ctx.checkMode)
        await makeDirectoryOf(ctx, path, (dir, e) => `Error creating ${dir} (${editError(e)})`);
    }
    const values = p.value !== null ? [p.value] : (p.values ?? []);
    const { lines, message } = editIni(splitLines(before ?? ''), {
      section: p.section === null ? null : toBytes(p.section),
      option: p.option === null ? null : toBytes(p.option),
      values: values.map(toBytes),
      state: p.state,
      exclusive: p.exclusive,
      noExtraSpaces: p.no_extra_spaces,
      ignoreSpaces: p.ignore_spaces,
      allowNoValue: p.allow_no_value,
      modifyInactive: p.modify_inactive_option,
    });
    const after = message === 'OK' ? (before ?? '') : lines.join('');
    const text = (bytes: string): string => (ctx.diff ? fromBytes(bytes) : '');
    const diff = {
      before: text(before ?? ''),
      after: text(after),
      before_header: `${path} (content)`,
      after_header: `${path} (content)`,
    };
    let changed = message !== 'OK';
    const kept: Record<string, PlainObject[string]> = {};
    if (changed && !ctx.checkMode) {
      if (p.backup && before !== undefined) kept['backup_file'] = await backupFile(ctx, path);
      await writeEdited(ctx, path, after, { unsafeWrites: p.unsafe_writes });
    }
    if (!ctx.checkMode || before !== undefined) {
      if (before !== undefined || changed) changed = (await applyFileAttributes(ctx, p, path)) || changed;
    }
    return withFileInfo(ctx, { changed, diff, msg: message, path, ...kept });
  },
});
