import { type BigIntStats, lstatSync, opendirSync, readFileSync, readlinkSync } from 'node:fs';
import { basename, relative } from 'node:path';
import { notices } from '../../errors/notices.ts';
import { defineLookup } from '../../template/define.ts';
import { statOf } from '../../template/support/files.ts';
import { joinPath, pathText, splitPath } from '../../template/support/paths.ts';
import { PyFloat, type Value } from '../../value/types.ts';
import { locate } from '../support/files.ts';

type Names = ReadonlyMap<number, string>;

/** Names of accounts or groups by their numbers, as the files of this machine give them. */
function namesOf(file: string): Names {
  const names = new Map<number, string>();
  try {
    for (const line of readFileSync(file, 'utf8').split('\n')) {
      const [name = '', , id = ''] = line.split(':');
      if (/^\d+$/.test(id) && !names.has(Number(id))) names.set(Number(id), name);
    }
  } catch {
    // without the file the numbers stand for themselves
  }
  return names;
}

/** Seconds as Python's os.stat gives them. */
const seconds = (ns: bigint): PyFloat =>
  new PyFloat(Number(ns / 1_000_000_000n) + Number(ns % 1_000_000_000n) * 1e-9);

function properties(root: string, path: string, users: Names, groups: Names): Map<Value, Value> | undefined {
  const full = joinPath([root, path]);
  let st: BigIntStats;
  try {
    st = lstatSync(full, { bigint: true });
  } catch (e) {
    notices().warning(`filetree: Error using stat() on path ${full} (${(e as Error).message})`);
    return undefined;
  }
  const found = new Map<Value, Value>([
    ['root', root],
    ['path', path],
  ]);
  if (st.isSymbolicLink()) found.set('state', 'link').set('src', readlinkSync(full));
  else if (st.isDirectory()) found.set('state', 'directory');
  else if (st.isFile()) found.set('state', 'file').set('src', full);
  else {
    notices().warning(`filetree: Error file type of ${full} is not supported`);
    return undefined;
  }
  const [uid, gid] = [Number(st.uid), Number(st.gid)];
  return found
    .set('uid', uid)
    .set('gid', gid)
    .set('owner', users.get(uid) ?? uid)
    .set('group', groups.get(gid) ?? gid)
    .set('mode', `0${(Number(st.mode) & 0o7777).toString(8).padStart(3, '0')}`)
    .set('size', Number(st.size))
    .set('mtime', seconds(st.mtimeNs))
    .set('ctime', seconds(st.ctimeNs));
}

/** Everything below a directory: of each first its directories (and links to such), then its files, then what is deeper. */
function* below(dir: string): Generator<string> {
  const dirs: string[] = [];
  const files: string[] = [];
  const links = new Set<string>();
  let handle: ReturnType<typeof opendirSync>;
  try {
    handle = opendirSync(dir);
  } catch {
    return; // not there, or not ours to read
  }
  try {
    for (let e = handle.readSync(); e !== null; e = handle.readSync()) {
      const path = joinPath([dir, e.name]);
      if (e.isSymbolicLink()) links.add(path);
      (e.isDirectory() || (e.isSymbolicLink() && statOf(path)?.isDirectory()) ? dirs : files).push(path);
    }
  } finally {
    handle.closeSync();
  }
  yield* dirs;
  yield* files;
  for (const d of dirs) if (!links.has(d)) yield* below(d);
}

export default defineLookup({
  description: 'Directories, files and links below directories of the control node, with their properties.',
  options: {},
  run(terms, _options, ctx) {
    const out: Value[] = [];
    const seen = new Set<string>();
    let users: Names | undefined;
    let groups: Names | undefined;
    for (const term of terms) {
      const text = pathText(term);
      const [dir] = splitPath(text);
      const base = locate(ctx, 'files', dir, true);
      if (base === undefined) continue;
      const root = joinPath([base, text.endsWith('/') ? '' : basename(text)]);
      for (const full of below(root)) {
        const path = relative(root, full);
        if (seen.has(path)) continue;
        users ??= namesOf('/etc/passwd');
        groups ??= namesOf('/etc/group');
        const found = properties(root, path, users, groups);
        if (found === undefined) continue;
        seen.add(path);
        out.push(found);
      }
    }
    return out;
  },
});
