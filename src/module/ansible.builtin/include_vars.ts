import { readdir, stat } from 'node:fs/promises';
import { basename, extname, isAbsolute, join, resolve } from 'node:path';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { errorText } from '../../errors/report.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import { shortTypeName } from '../../value/type-name.ts';
import type { Dict, Value } from '../../value/types.ts';
import { combineVars } from '../../vars/merge.ts';
import { strArgument } from '../argspec/repr.ts';
import { defineModule, type ModuleContext } from '../define.ts';
import { mustBeHashable, mustBeText, pythonFailure } from '../support/action-failure.ts';
import { pythonRegExp } from '../support/pyregex.ts';
import { regexError } from '../support/python-regex.ts';

const dirOptions = [
  'dir',
  'depth',
  'files_matching',
  'ignore_files',
  'extensions',
  'ignore_unknown_extensions',
];
const fileOptions = ['file', '_raw_params'];
const bothOptions = ['name', 'hash_behaviour'];

/** A file that does not load: told in the result's `message`, without the facts read before. */
class Unloadable extends Error {}

type Ctx = ModuleContext<Record<string, Value>>;

/** Whether a file that was read is encrypted: the result is then not shown. */
interface Hidden {
  any: boolean;
}

async function load(
  ctx: Ctx,
  path: string,
  extensions: readonly string[] | undefined,
  hidden: Hidden,
): Promise<Dict> {
  if (extensions !== undefined && !extensions.includes(extname(path).slice(1)))
    throw new Unloadable(`${path} does not have a valid extension: ${extensions.join(', ')}`);
  const { data, encrypted } = await ctx.files.read(path);
  hidden.any ||= encrypted;
  const value = ctx.files.parse(data.toString(), path);
  if (value === null || value === '') return new Map();
  if (!(value instanceof Map)) throw new Unloadable(`${path} must be stored as a dictionary/hash`);
  return value;
}

/** Files of a directory and those below it: directories in the order of their paths, names sorted. */
async function filesBelow(dir: string, depth: number): Promise<string[][]> {
  const levels: Array<readonly [dir: string, files: string[]]> = [];
  const visit = async (at: string, level: number): Promise<void> => {
    const entries = (await readdir(at, { withFileTypes: true })).sort((a, b) => (a.name < b.name ? -1 : 1));
    const files: string[] = [];
    const dirs: string[] = [];
    for (const e of entries) {
      const path = join(at, e.name);
      const isDir =
        e.isDirectory() ||
        (e.isSymbolicLink() && (await stat(path).catch(() => undefined))?.isDirectory() === true);
      (isDir ? dirs : files).push(path);
    }
    levels.push([at, files]);
    if (depth === 0 || level < depth) for (const d of dirs) await visit(d, level + 1);
  };
  if (depth >= 0) await visit(dir, 1);
  return levels.sort(([a], [b]) => (a < b ? -1 : 1)).map(([, files]) => files);
}

function directory(ctx: Ctx, dir: string): string {
  if (isAbsolute(dir)) return dir;
  const { roleDir, baseDir } = ctx.files;
  if (roleDir === undefined) return resolve(baseDir, dir);
  return dir.split('/')[0] === 'vars' ? join(roleDir, dir) : join(roleDir, 'vars', dir);
}

const textList = (v: Value | undefined): string[] =>
  v === undefined || v === null
    ? []
    : Array.isArray(v)
      ? v.map(strArgument)
      : (asText(v) ?? '').split(/\s+/).filter(Boolean);

export default defineModule<Record<string, Value>>({
  shortDescription: 'Loads variables from files of the control node during the play',
  description:
    'Reads one file, or the files of a directory, as YAML or JSON, and makes their contents variables of the host.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/include_vars_module.html',
  options: {
    file: { type: 'path', description: 'The file, searched in vars/ of the role and the play.' },
    dir: {
      type: 'path',
      description:
        'A directory whose files are loaded in the order of their names; not together with `file`.',
    },
    name: { description: 'Puts all variables in this one dict.' },
    depth: { type: 'raw', default: 0, description: 'How many levels of directories are read; 0 is all.' },
    files_matching: { description: 'Only files whose names match this regular expression.' },
    ignore_files: {
      type: 'raw',
      description: 'Regular expressions of names to leave out.',
    },
    extensions: {
      type: 'raw',
      default: ['json', 'yaml', 'yml'],
      description: 'Extensions that may be read in a directory.',
    },
    ignore_unknown_extensions: {
      type: 'raw',
      default: false,
      description: 'Leaves out files of other extensions instead of failing.',
    },
    hash_behaviour: {
      choices: ['replace', 'merge'],
      description: 'Whether dicts are merged into those that are there.',
    },
    free_form: { unlisted: true, description: 'The file, as free text.' },
  },
  returns: {
    ansible_facts: { description: 'The variables.', returned: 'success', type: 'dict' },
    ansible_included_var_files: {
      description: 'The files that were read.',
      returned: 'always',
      type: 'list',
      sample: ['/path/to/file.json'],
    },
  },
  freeForm: true,
  anyArguments: true,
  supportsCheckMode: true,
  side: 'control',
  async run(ctx) {
    const args: Dict = new Map(ctx.rawParams);
    if (ctx.freeForm !== undefined && ctx.freeForm.trim() !== '' && !args.has('_raw_params'))
      args.set('_raw_params', ctx.freeForm.trim());
    const names = [...args.keys()].map(strArgument);
    const hasDir = names.some((n) => dirOptions.includes(n));
    if (hasDir && names.some((n) => fileOptions.includes(n)))
      throw new AnsibleError('You are mixing file only and dir only arguments, these are incompatible', {
        kind: 'action',
      });
    const off = names.find((n) => ![...dirOptions, ...fileOptions, ...bothOptions].includes(n));
    if (off !== undefined)
      throw new AnsibleError(`${off} is not a valid option in include_vars`, { kind: 'action' });
    const text = (n: string): string | undefined =>
      args.get(n) == null ? undefined : strArgument(args.get(n)!);
    let facts: Dict = new Map();
    const read: string[] = [];
    const hidden: Hidden = { any: false };
    let message: string | undefined;
    try {
      if (hasDir) {
        for (const [k, v] of await loadDirectory(ctx, args, text, read, hidden)) facts.set(k, v);
      } else {
        if ((args.get('file') ?? null) !== null) mustBeText(args.get('file'), 'startswith');
        const file = text('file') ?? text('_raw_params');
        if (file === undefined || file === '') {
          ctx.warn('Invalid request to find a file that matches a "null" value');
          throw new Unloadable(
            'Could not find file on the Ansible Controller.\nIf you are using a module and expect the file to exist on the remote, see the remote_src option',
          );
        }
        const path = await ctx.files.find('vars', file);
        read.push(path);
        try {
          facts = new Map(await load(ctx, path, undefined, hidden));
        } catch (e) {
          read.pop();
          throw e;
        }
      }
    } catch (e) {
      if (!(e instanceof Unloadable) && !(e instanceof AnsibleError)) throw e;
      // A directory's file that cannot be parsed ends the task at once.
      if (hasDir && e instanceof AnsibleError) throw e;
      message = e instanceof AnsibleError ? errorText(e) : e.message;
      facts = new Map();
    }
    mustBeHashable(args.get('name'));
    const name = text('name');
    if (name !== undefined) facts = new Map<Value, Value>([[name, facts]]);
    if (text('hash_behaviour') === 'merge') {
      for (const [k, v] of facts) {
        const before = ctx.vars.get(strArgument(k));
        if (before !== undefined) facts.set(k, combineVars(before as Dict, v as Dict, 'merge'));
      }
    }
    const result = { ansible_included_var_files: read, ansible_facts: facts, _ansible_no_log: hidden.any };
    return message === undefined ? result : { ...result, failed: true, message };
  },
});

/** The expressions of `ignore_files`. */
function ignoredNames(given: Value): RegExp[] {
  if (given !== null && typeof given !== 'object' && asText(given) === undefined)
    throw pythonFailure('TypeError', `'${shortTypeName(given)}' object is not iterable`);
  const names = given instanceof Map ? [...given.keys()].map(strArgument) : textList(given);
  return names.map((p) => {
    if (regexError(p) !== undefined)
      throw new AnsibleError(`Invalid regular expression: ${p}`, { kind: 'action' });
    return pythonRegExp(`${p}$`);
  });
}

async function loadDirectory(
  ctx: Ctx,
  args: Dict,
  text: (n: string) => string | undefined,
  read: string[],
  hidden: Hidden,
): Promise<Dict> {
  const given = args.get('dir') ?? null;
  if (given !== null && asText(given) === undefined)
    throw pythonFailure(
      'TypeError',
      `join() argument must be str, bytes, or os.PathLike object, not '${shortTypeName(given)}'`,
    );
  const dir = directory(ctx, text('dir') ?? '');
  const info = await stat(dir).catch(() => undefined);
  if (info === undefined) throw new Unloadable(`${dir} directory does not exist`);
  if (!info.isDirectory()) throw new Unloadable(`${dir} is not a directory`);
  const depth = args.get('depth') ?? 0;
  if (typeof depth === 'object' || typeof depth === 'string')
    throw pythonFailure(
      'TypeError',
      `'<=' not supported between instances of 'int' and '${asText(depth) === undefined ? shortTypeName(depth) : 'AnsibleUnicode'}'`,
    );
  const extensionsGiven = args.get('extensions') ?? null;
  if (extensionsGiven !== null && asText(extensionsGiven) === undefined && !Array.isArray(extensionsGiven))
    throw new AnsibleError('Invalid type for "extensions" option, it must be a list', { kind: 'action' });
  // Ansible makes a list of a text, too: of its letters
  const extensions =
    extensionsGiven === null
      ? ['yaml', 'yml', 'json']
      : Array.isArray(extensionsGiven)
        ? extensionsGiven.map(strArgument)
        : [...strArgument(extensionsGiven)];
  const matching = text('files_matching');
  const wrong = matching === undefined ? undefined : regexError(matching);
  if (wrong !== undefined) throw pythonFailure('re.error', wrong);
  const only = matching === undefined ? undefined : pythonRegExp(matching);
  const ignored = ignoredNames(args.get('ignore_files') ?? null);
  const skipUnknown = truth(args.get('ignore_unknown_extensions') ?? false);
  const facts: Dict = new Map();
  for (const level of await filesBelow(dir, Number(depth))) {
    for (const path of level) {
      const file = basename(path);
      if (only !== undefined && !only.test(file)) continue;
      if (ignored.some((re) => re.test(file))) continue;
      if (skipUnknown && !extensions.includes(extname(path).slice(1))) continue;
      const values = await load(ctx, path, extensions, hidden);
      read.push(path);
      for (const [k, v] of values) facts.set(k, v);
    }
  }
  return facts;
}
