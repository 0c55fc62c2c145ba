import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

export type PluginKind = 'filter' | 'test' | 'lookup' | 'callback';

/** A plugin's file on the control node. */
export interface PluginFile {
  readonly path: string;
  /** File name without `.py`: the name of a lookup. */
  readonly name: string;
  /** Its full name as a Python module. */
  readonly module: string;
}

const scanned = new Map<string, readonly PluginFile[]>();
const sources = new Map<string, string>();

/** Python files of a folder, sorted; `prefix` begins their modules' names. */
export function pluginFiles(dir: string, prefix: string): readonly PluginFile[] {
  let files = scanned.get(dir);
  if (files === undefined) {
    files =
      existsSync(dir) && statSync(dir).isDirectory()
        ? readdirSync(dir)
            .filter((f) => f.endsWith('.py') && f !== '__init__.py')
            .sort()
            .map((f) => ({ path: join(dir, f), name: f.slice(0, -3), module: `${prefix}.${f.slice(0, -3)}` }))
        : [];
    scanned.set(dir, files);
  }
  return files;
}

/**
 * Whether a file's text holds a name as a word: only such a file can define the filter, and only then is Python asked.
 */
export function mayDefine(file: PluginFile, name: string): boolean {
  const text = pluginText(file);
  for (let at = text.indexOf(name); at >= 0; at = text.indexOf(name, at + 1))
    if (!isWord(text[at - 1]) && !isWord(text[at + name.length])) return true;
  return false;
}

const isWord = (c: string | undefined): boolean => c !== undefined && /\w/.test(c);

/** The text of a plugin's file. */
export function pluginText(file: PluginFile): string {
  let text = sources.get(file.path);
  if (text === undefined) {
    text = readFileSync(file.path, 'utf8');
    sources.set(file.path, text);
  }
  return text;
}
