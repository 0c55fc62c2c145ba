import { PyError } from '../../../value/errors.ts';
import { str } from '../../../value/repr.ts';
import { asText } from '../../../value/text.ts';
import { truth } from '../../../value/truth.ts';
import type { Dict, Value } from '../../../value/types.ts';
import { type HandedOn, ModuleFailure, type OptionSpec } from '../../define.ts';
import { noAttribute } from '../action-failure.ts';

/** The options that copy's module has and its action hands on, which template, assemble and unarchive may give too. */
export const copyOptions: Readonly<Record<string, OptionSpec>> = {
  src: {
    description:
      'File or directory to copy. With a slash at the end of a directory, what is in it; without, the directory itself.',
    type: 'path',
  },
  content: {
    description: 'Contents in the place of `src`; a dict or list is written as JSON.',
    type: 'raw',
    censored: true,
  },
  dest: {
    description:
      'Where it goes (required). With a slash at its end, or where a directory is, into that directory.',
    type: 'path',
  },
  backup: {
    description: 'Keeps the file that was there under a name with the time.',
    type: 'bool',
    default: false,
  },
  force: {
    description: 'Replaces a file that differs; without it only a missing file is written.',
    type: 'bool',
    default: true,
  },
  validate: { description: 'A command that must accept the new file; `%s` is its name.' },
  directory_mode: { description: 'Mode of directories that a copy of a directory makes.', type: 'raw' },
  remote_src: { description: 'Whether `src` is on the host.', type: 'bool', default: false },
  follow: {
    description: 'Writes to the end of a link at the destination instead of replacing the link.',
    type: 'bool',
    default: false,
  },
  local_follow: {
    description: 'Copies what links in the source lead to instead of the links.',
    type: 'bool',
    default: true,
  },
  checksum: { description: 'SHA1 that the file must have.' },
  _original_basename: { description: 'Name of the source; for callers.' },
};

/** copy's module, without the arguments that an action before it takes for itself. */
export const toCopy = (keeps: readonly string[]): HandedOn => ({
  name: 'ansible.legacy.copy',
  spec: { options: copyOptions, fileCommonArgs: true },
  keeps: ['decrypt', 'follow', ...keeps],
});

/** What copy's action asks of its arguments, in its order: before it looks for the file. */
export function checkCopyArguments(args: Dict): void {
  const src = args.get('src') ?? null;
  const dest = args.get('dest') ?? null;
  const content = args.get('content') ?? null;
  if (!truth(src) && content === null) throw new ModuleFailure('src (or content) is required');
  if (!truth(dest)) throw new ModuleFailure('dest is required');
  if (truth(src) && content !== null) throw new ModuleFailure('src and content are mutually exclusive');
  if (content !== null) {
    const text = asText(dest);
    if (text === undefined) throw noAttribute(dest, 'endswith');
    if (text.endsWith('/')) throw new ModuleFailure('can not use content with a dir as dest');
  }
}

/** Arguments that must be texts, or what reads as one. */
export function mustReadAsText(args: Dict, names: readonly string[]): void {
  for (const name of names) {
    const v: Value = args.get(name) ?? null;
    if (Array.isArray(v) || v instanceof Map)
      throw new PyError('ValueError', `Invalid type provided for "string": ${str(v)}`);
  }
}
