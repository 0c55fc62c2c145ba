import type { FileStat, FileType } from '../types.ts';
import { quotePath } from './quote.ts';

const types: ReadonlyMap<number, FileType> = new Map([
  [0x8000, 'file'],
  [0x4000, 'directory'],
  [0xa000, 'link'],
  [0x2000, 'char'],
  [0x6000, 'block'],
  [0x1000, 'fifo'],
  [0xc000, 'socket'],
]);

const record =
  /([0-9a-f]+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) (\d+) ([0-9a-f]+) ([0-9a-f]+) (-?[\d.]+) (-?[\d.]+) (-?[\d.]+) ([^\n/]*)\/([^\n/]*)\//y;

/** Paths of one program call, so that no argument list is too long for the host. */
export function* batches(paths: readonly string[], limit = 60_000): Iterable<string[]> {
  let batch: string[] = [];
  let size = 0;
  for (const path of paths) {
    const n = Buffer.byteLength(path) + 8;
    if (batch.length > 0 && size + n > limit) {
      yield batch;
      batch = [];
      size = 0;
    }
    batch.push(path);
    size += n;
  }
  if (batch.length > 0) yield batch;
}

/** Asks for many paths at once; the link texts follow after a NUL. */
export function statScript(paths: readonly string[], follow: boolean): string {
  const lines: string[] = [];
  const lists = [...batches(paths)].map((b) => b.map(quotePath).join(' '));
  for (const list of lists) lines.push(`LC_ALL=C stat ${follow ? '-L ' : ''}-c "$_ats_f%n" ${list}`);
  lines.push("printf '\\0'");
  if (!follow) for (const list of lists) lines.push(`_ats_ln ${list}`);
  return lines.join('\n');
}

function fields(text: string, at: number): { stat: Omit<FileStat, 'path'>; end: number } | undefined {
  record.lastIndex = at;
  const m = record.exec(text);
  if (!m) return undefined;
  const raw = Number.parseInt(m[1] ?? '', 16);
  const n = (i: number): number => Number(m[i]);
  const major = Number.parseInt(m[10] ?? '', 16);
  const minor = Number.parseInt(m[11] ?? '', 16);
  const type = types.get(raw & 0xf000) ?? 'file';
  const known = (name: string): string => (name === 'UNKNOWN' ? '' : name);
  return {
    end: record.lastIndex,
    stat: {
      type,
      mode: raw & 0o7777,
      uid: n(2),
      gid: n(3),
      size: n(4),
      inode: n(5),
      dev: n(6),
      nlink: n(7),
      blocks: n(8),
      blockSize: n(9),
      // as makedev packs them
      rdev:
        type === 'char' || type === 'block'
          ? (minor & 0xff) + (major & 0xfff) * 256 + (minor >>> 8) * 2 ** 20 + (major >>> 12) * 2 ** 44
          : 0,
      atime: n(12),
      mtime: n(13),
      ctime: n(14),
      owner: known(m[15] ?? ''),
      group: known(m[16] ?? ''),
    },
  };
}

const shown = (path: string): string => (path === '' ? './' : path.startsWith('/') ? path : `./${path}`);

/** The link texts that `_ats_ln` prints: path, NUL, text, NUL. */
export function parseLinks(text: string): Map<string, string> {
  const parts = text.split('\0');
  const out = new Map<string, string>();
  for (let i = 0; i + 1 < parts.length; i += 2) out.set(parts[i] ?? '', parts[i + 1] ?? '');
  return out;
}

/** Answers of `statScript`, in the order asked; undefined for what is not there. */
export function parseStats(output: Buffer, paths: readonly string[]): Array<FileStat | undefined> {
  const text = output.toString('utf8');
  const split = text.indexOf('\0');
  const links = parseLinks(text.slice(split + 1));
  let at = 0;
  return paths.map((path) => {
    const got = fields(text, at);
    const name = shown(path);
    if (!got || !text.startsWith(`${name}\n`, got.end)) return undefined;
    at = got.end + name.length + 1;
    const linkTarget = got.stat.type === 'link' ? links.get(name) : undefined;
    return { path, ...got.stat, linkTarget };
  });
}

/** Answers of a find that stats each entry, each record led in by `marker`. */
export function parseTree(text: string, marker: string, links: ReadonlyMap<string, string>): FileStat[] {
  const out: FileStat[] = [];
  for (const piece of text.split(marker).slice(1)) {
    const got = fields(piece, 0);
    if (!got) continue;
    const path = piece.slice(got.end).replace(/\n$/, '');
    out.push({ path, ...got.stat, linkTarget: got.stat.type === 'link' ? links.get(path) : undefined });
  }
  return out;
}
