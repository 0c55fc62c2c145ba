import type { FileStat } from '../../target/types.ts';
import { fnmatchRegex } from '../../value/fnmatch.ts';
import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { errnoText } from '../support/errno.ts';
import { lookAt } from '../support/file-info.ts';
import { pythonRegex } from '../support/python-regex.ts';
import { statFields } from '../support/stat-fields.ts';

interface FindParams {
  readonly paths: string[];
  readonly patterns: string[];
  readonly excludes: string[] | null;
  readonly contains: string | null;
  readonly read_whole_file: boolean;
  readonly file_type: 'any' | 'directory' | 'file' | 'link';
  readonly recurse: boolean;
  readonly size: string | null;
  readonly age: string | null;
  readonly age_stamp: 'atime' | 'ctime' | 'mtime';
  readonly hidden: boolean;
  readonly follow: boolean;
  readonly get_checksum: boolean;
  readonly use_regex: boolean;
  readonly depth: number | null;
}

export default defineModule<FindParams>({
  shortDescription: 'Return a list of files based on specific criteria',
  description: 'Lists the files below directories of the host that fit all that is asked for.',
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/find_module.html',
  options: {
    paths: {
      description: 'Directories to look in.',
      type: 'list',
      elements: 'str',
      required: true,
      aliases: ['name', 'path'],
    },
    patterns: {
      description: 'Names to find: shell patterns, or expressions with `use_regex`.',
      type: 'list',
      elements: 'str',
      default: [],
      aliases: ['pattern'],
    },
    excludes: { description: 'Names to leave out.', type: 'list', elements: 'str', aliases: ['exclude'] },
    contains: {
      description:
        'Expression that must match the beginning of a line (with `read_whole_file`: any part) of the file.',
    },
    read_whole_file: {
      description: 'Holds `contains` against the whole file.',
      type: 'bool',
      default: false,
    },
    file_type: {
      description: 'What to find.',
      choices: ['any', 'directory', 'file', 'link'],
      default: 'file',
    },
    recurse: { description: 'Goes into directories.', type: 'bool', default: false },
    size: { description: 'At least this size, at most with a minus sign; with b, k, m, g or t.' },
    age: { description: 'At least this age, at most with a minus sign; with s, m, h, d or w.' },
    age_stamp: {
      description: 'The time that `age` means.',
      choices: ['atime', 'ctime', 'mtime'],
      default: 'mtime',
    },
    hidden: { description: 'Finds names that begin with a dot as well.', type: 'bool', default: false },
    follow: { description: 'Goes through links to directories.', type: 'bool', default: false },
    get_checksum: { description: 'Adds the SHA1 of each file.', type: 'bool', default: false },
    use_regex: { description: 'Patterns are regular expressions.', type: 'bool', default: false },
    depth: { description: 'How many levels to go down with `recurse`.', type: 'int' },
  },
  returns: {
    files: { description: 'What was found.', returned: 'success', type: 'list' },
    matched: { description: 'How many were found.', returned: 'success', type: 'int' },
    examined: { description: 'How many were looked at.', returned: 'success', type: 'int' },
    skipped_paths: {
      description: 'Paths that could not be looked at, with the reason.',
      returned: 'success',
      type: 'dict',
    },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const p = ctx.params;
    if (p.patterns.length === 0) ctx.showArgument?.('patterns', [p.use_regex ? '.*' : '*']);
    const age = measure(p.age, { s: 1, m: 60, h: 3600, d: 86400, w: 604800 }, 1, 'age');
    const size = measure(p.size, { b: 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 }, 1, 'size');
    const named = nameFilter(p);
    const now = Date.now() / 1000;
    const skipped = new Map<string, string>();
    const hits: FileStat[] = [];
    let examined = 0;
    for (const given of p.paths) {
      const path = /^~|\$/.test(given) ? await ctx.target.expand(given) : given;
      const problem = await below(ctx, path, (stat, level) => {
        examined++;
        const name = stat.path.slice(stat.path.lastIndexOf('/') + 1);
        if (p.recurse && p.depth && level > p.depth) return;
        if (!p.hidden && name.startsWith('.')) return;
        if (!named(name) || !within(age, now - stat[p.age_stamp])) return;
        const type = { any: stat.type, directory: 'directory', file: 'file', link: 'link' }[p.file_type];
        if (stat.type !== type) return;
        if (stat.type === 'file' && !within(size, stat.size)) return;
        hits.push(stat);
      });
      if (problem === undefined) continue;
      skipped.set(path, problem);
      ctx.warn(`Skipped '${path}' path due to this access issue: ${problem}\n`);
    }
    const files = await describe(ctx, hits);
    return {
      files,
      changed: false,
      msg: skipped.size === 0 ? 'All paths examined' : 'Not all paths examined, check warnings for details',
      matched: files.length,
      examined,
      skipped_paths: Object.fromEntries(skipped),
    };
  },
});

/** Everything below a path, a directory's files before its directories; the reason where it cannot be looked at. */
async function below(
  ctx: ModuleContext<FindParams>,
  path: string,
  visit: (stat: FileStat, level: number) => void,
): Promise<string | undefined> {
  const { recurse, depth, follow } = ctx.params;
  if ((await lookAt(ctx.target, path))?.type !== 'directory') return `'${path}' is not a directory`;
  const top = path.replace(/(.)\/+$/, '$1');
  let all: FileStat[];
  try {
    all = await ctx.target.walk(top, {
      follow,
      ...(recurse ? (depth ? { maxDepth: depth + 1 } : {}) : { maxDepth: 1 }),
    });
  } catch (e) {
    return errnoText(e, path);
  }
  // a relative place is answered by its full path; the result names it as it was given
  const first = all[0]?.path;
  if (!top.startsWith('/') && first?.startsWith('/')) {
    const full = first.slice(0, first.lastIndexOf('/'));
    all = all.map((s) => ({ ...s, path: top + s.path.slice(full.length) }));
  }
  const base = top === '/' ? 0 : top.split('/').length - 1;
  const inside = new Map<string, FileStat[]>();
  for (const s of all) {
    const dir = s.path.slice(0, s.path.lastIndexOf('/')) || '/';
    const list = inside.get(dir);
    if (list === undefined) inside.set(dir, [s]);
    else list.push(s);
  }
  const go = (dir: string): void => {
    const here = inside.get(dir) ?? [];
    const level = (s: FileStat): number => s.path.split('/').length - 1 - base;
    for (const s of here) if (s.type !== 'directory') visit(s, level(s));
    for (const s of here) if (s.type === 'directory') visit(s, level(s));
    for (const s of here) if (inside.has(s.path)) go(s.path);
  };
  go(top);
  return undefined;
}

async function describe(ctx: ModuleContext<FindParams>, hits: readonly FileStat[]): Promise<PlainObject[]> {
  const { contains, get_checksum: checksum, file_type: type } = ctx.params;
  let kept = hits;
  if (contains !== null && type === 'file') {
    const fits: FileStat[] = [];
    const test = contentFilter(contains, ctx.params.read_whole_file);
    for (const s of hits) {
      const data = await ctx.target.readFile(s.path).catch(() => undefined);
      if (data !== undefined && test(data.toString())) fits.push(s);
    }
    kept = fits;
  }
  const regular = checksum ? kept.filter((s) => s.type === 'file') : [];
  const sums = new Map(
    (
      await (regular.length === 0
        ? []
        : ctx.target.hashMany(
            regular.map((s) => s.path),
            'sha1',
          ))
    ).map((h, i) => [regular[i]!.path, h]),
  );
  return kept.map((s) => ({
    ...statFields(s.path, s),
    pw_name: s.owner,
    gr_name: s.group,
    ...(sums.has(s.path) ? { checksum: sums.get(s.path) ?? null } : {}),
  }));
}

function contentFilter(pattern: string, whole: boolean): (text: string) => boolean {
  const regex = pythonRegex(pattern);
  if (whole) {
    return (text) => {
      regex.lastIndex = 0;
      return regex.test(text);
    };
  }
  const sticky = new RegExp(regex.source, `${regex.flags.replace('g', '')}y`);
  return (text) =>
    (text.match(/[^\n]*\n|[^\n]+$/g) ?? []).some((line) => {
      sticky.lastIndex = 0;
      return sticky.test(line);
    });
}

function nameFilter(p: FindParams): (name: string) => boolean {
  const regex = (pattern: string): RegExp => {
    if (!p.use_regex) return fnmatchRegex(pattern);
    const r = pythonRegex(pattern);
    return new RegExp(r.source, `${r.flags.replace('g', '')}y`);
  };
  const test = (r: RegExp, name: string): boolean => {
    r.lastIndex = 0;
    return r.test(name);
  };
  const wanted = p.patterns.map(regex);
  const unwanted = (p.excludes ?? []).map(regex);
  return (name) =>
    (wanted.length === 0 || wanted.some((r) => test(r, name))) && !unwanted.some((r) => test(r, name));
}

/** A number with a unit; negative means "at most". */
function measure(
  text: string | null,
  units: Readonly<Record<string, number>>,
  fallback: number,
  what: string,
): number | undefined {
  if (text === null) return undefined;
  const m = /^(-?\d+)([a-z])?$/.exec(text.toLowerCase());
  const unit = m === null ? undefined : m[2] === undefined ? fallback : units[m[2]];
  if (m === null || unit === undefined)
    throw new ModuleFailure(`failed to process ${what}`, { [what]: text });
  // A minus before zero would be lost in the number.
  return m[1]!.startsWith('-') ? -Math.abs(Number(m[1]) * unit) : Number(m[1]) * unit;
}

const within = (limit: number | undefined, value: number): boolean =>
  limit === undefined || (limit >= 0 && !Object.is(limit, -0) ? value >= limit : value <= -limit);
