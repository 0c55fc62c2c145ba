import { posix } from 'node:path';
import type { Target } from '../../../target/types.ts';
import { isErrno } from '../errno.ts';
import { tool } from './tool.ts';

/** A line of a sources file. One that is no source keeps its text in `source`. */
export interface SourceLine {
  readonly valid: boolean;
  readonly enabled: boolean;
  /** The source, its blanks made single. */
  readonly source: string;
  readonly comment: string;
}

/** Reads a line: a leading `#` takes it out of use, a later one begins a comment. */
export function parseSource(text: string): SourceLine {
  let line = text.trim();
  const enabled = !line.startsWith('#');
  if (!enabled) line = line.slice(1);
  const hash = line.indexOf('#');
  const comment = hash > 0 ? line.slice(hash + 1).trim() : '';
  if (hash > 0) line = line.slice(0, hash);
  const words = line.trim().split(/\s+/);
  const valid = words[0] === 'deb' || words[0] === 'deb-src';
  return { valid, enabled, source: valid ? words.join(' ') : line.trim(), comment };
}

const shown = (l: SourceLine): string =>
  `${l.enabled ? '' : '# '}${l.source}${l.comment === '' ? '' : ` # ${l.comment}`}\n`;

/** The name of the file that a source gets where the task names none. */
export function fileNameOfSource(line: string): string {
  const words = line
    .replace(/\[[^\]]+\]/g, '')
    .replace(/\w+:\/\//g, '')
    .split(/\s+/)
    .filter((w) => w !== '' && w !== 'deb' && w !== 'deb-src');
  const address = words[0]?.replace(/^[^@]*@/, '') ?? '';
  return `${address
    .split(/[^a-zA-Z0-9]+/)
    .filter((w) => w !== '')
    .join('_')}.list`;
}

/** The sources of apt on a host: sources.list and the .list files beside it. */
export class AptSources {
  /** Names of the files that were made here. */
  readonly added = new Set<string>();

  private constructor(
    private readonly target: Target,
    private readonly mainFile: string,
    private readonly partsDir: string,
    private readonly files: Map<string, SourceLine[]>,
  ) {}

  /** Undefined on a host without apt. */
  static async read(target: Target): Promise<AptSources | undefined> {
    const r = await tool(target, [
      'apt-config',
      'shell',
      'list',
      'Dir::Etc::sourcelist/f',
      'parts',
      'Dir::Etc::sourceparts/d',
    ]);
    if (r.rc !== 0) return undefined;
    const list = /^list='(.*)'$/m.exec(r.stdout)?.[1] ?? '/etc/apt/sources.list';
    const parts = (/^parts='(.*)'$/m.exec(r.stdout)?.[1] ?? '/etc/apt/sources.list.d/').replace(/\/+$/, '');
    const names = await target.list(parts).catch((e: unknown) => {
      if (isErrno(e, 'ENOENT', 'ENOTDIR')) return [];
      throw e;
    });
    const paths = names
      .filter((n) => n.endsWith('.list') && !n.startsWith('.'))
      .map((n) => posix.join(parts, n));
    const files = new Map<string, SourceLine[]>();
    for (const path of [list, ...paths]) {
      try {
        const text = (await target.readFile(path)).toString();
        const lines = text.split('\n');
        if (lines.at(-1) === '') lines.pop();
        files.set(path, lines.map(parseSource));
      } catch (e) {
        if (!isErrno(e, 'ENOENT')) throw e;
      }
    }
    return new AptSources(target, list, parts, files);
  }

  /** Contents by path, as `save` writes them; a file without lines is not there. */
  texts(): Map<string, string> {
    const out = new Map<string, string>();
    for (const [path, lines] of this.files) if (lines.length > 0) out.set(path, lines.map(shown).join(''));
    return out;
  }

  get sources(): string[] {
    return [...this.files.values()]
      .flat()
      .filter((l) => l.valid && l.enabled)
      .map((l) => l.source);
  }

  /** Puts a source in use wherever it stands, else into `file`. */
  add(source: string, file: string | undefined): void {
    let found = false;
    for (const lines of this.files.values())
      for (const [i, l] of lines.entries()) {
        if (!l.valid || l.source !== source) continue;
        lines[i] = { ...l, enabled: true };
        found = true;
      }
    if (found) return;
    const path =
      file === undefined
        ? this.mainFile
        : file.includes('/')
          ? posix.resolve(file)
          : posix.join(this.partsDir, file);
    const lines = this.files.get(path) ?? [];
    this.files.set(path, [...lines, { valid: true, enabled: true, source, comment: '' }]);
    this.added.add(path);
  }

  /** Takes a source out wherever it is in use. */
  remove(source: string): void {
    for (const [path, lines] of this.files)
      this.files.set(
        path,
        lines.filter((l) => !(l.valid && l.enabled && l.source === source)),
      );
  }

  /** Writes what is no longer as it was, and removes files that have no lines left. */
  async save(): Promise<void> {
    const texts = this.texts();
    for (const path of this.files.keys()) await putText(this.target, path, texts.get(path));
  }
}

/** Makes the contents of a file `text`, or the file absent. */
export async function putText(target: Target, path: string, text: string | undefined): Promise<void> {
  const before = await target.readFile(path).catch((e: unknown) => {
    if (isErrno(e, 'ENOENT', 'ENOTDIR')) return undefined;
    throw e;
  });
  if (text === undefined) {
    if (before !== undefined) await target.unlink(path);
    return;
  }
  if (before?.toString() === text) return;
  const dir = posix.dirname(path);
  if ((await target.stat(dir)) === undefined) await target.mkdir(dir, { parents: true });
  const temp = await target.tempFile({ beside: path });
  await target.writeFile(temp, text);
  await target.move(temp, path);
}
