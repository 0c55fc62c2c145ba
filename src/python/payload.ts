import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { AnsibleError } from '../errors/ansible-error.ts';
import { bootstrap, bootstrapParts } from './bootstrap.ts';
import { complexArgsMark, replacer, versionMark } from './kind.ts';
import { utilSources } from './utils-source.ts';

/** A Python source by its full module name; packages have `__init__`. */
interface Packed {
  readonly source: string;
  readonly isPackage: boolean;
}

const statement =
  /^[ \t]*(?:from[ \t]+(\.*[\w.]*)[ \t]+import[ \t]+(\([^)]*\)|[^\n#]+)|import[ \t]+([^\n#]+))/gm;

/** Full names that a source imports below `ansible` or `ansible_collections`: [module, name in it or undefined]. */
export function importsOf(
  source: string,
  name: string,
  isPackage: boolean,
): Array<readonly [string, string | undefined]> {
  const found: Array<readonly [string, string | undefined]> = [];
  const text = source.replace(/\\\n/g, ' ');
  for (const m of text.matchAll(statement)) {
    if (m[3] !== undefined) {
      for (const part of m[3].split(',')) {
        const full = part.trim().split(/\s+/)[0] ?? '';
        if (/^ansible(?:_collections)?\./.test(full)) found.push([full, undefined]);
      }
      continue;
    }
    let base = m[1] ?? '';
    const dots = /^\.*/.exec(base)?.[0].length ?? 0;
    if (dots > 0) {
      const up = name
        .split('.')
        .slice(0, isPackage && dots === 1 ? undefined : -(isPackage ? dots - 1 : dots));
      base = [...up, ...base.slice(dots).split('.').filter(Boolean)].join('.');
    }
    if (!/^ansible(?:_collections)?(?:\.|$)/.test(base)) continue;
    for (const part of (m[2] ?? '')
      .replace(/[()]/g, '')
      .replace(/#[^\n]*/g, '')
      .split(',')) {
      const one = part.trim().split(/\s+/)[0];
      if (one) found.push([base, one === '*' ? undefined : one]);
    }
  }
  return found;
}

/** Looks up one module name: the user's module_utils directories first, then ours, then collections. */
async function finder(
  directories: readonly string[],
  collections: readonly string[],
): Promise<(name: string) => Packed | undefined> {
  const own = await utilSources();
  const onDisk = (path: string): Packed | undefined => {
    if (existsSync(`${path}.py`)) return { source: readFileSync(`${path}.py`, 'utf8'), isPackage: false };
    if (existsSync(join(path, '__init__.py')))
      return { source: readFileSync(join(path, '__init__.py'), 'utf8'), isPackage: true };
    if (existsSync(path) && statSync(path).isDirectory()) return { source: '', isPackage: true };
    return undefined;
  };
  return (name) => {
    const parts = name.split('.');
    if (name === 'ansible' || name === 'ansible_collections') return { source: '', isPackage: true };
    if (name === 'ansible.release')
      return {
        source: "__version__ = '2.14.18'\n__author__ = 'Ansible, Inc.'\n__codename__ = \"C'mon Everybody\"\n",
        isPackage: false,
      };
    if (name.startsWith('ansible.module_utils')) {
      const tail = parts.slice(2);
      if (tail.length > 0)
        for (const dir of directories) {
          const got = onDisk(join(dir, ...tail));
          if (got) return got;
        }
      const key = parts.slice(1).join('/');
      const file = own.get(`${key}.py`);
      if (file !== undefined) return { source: file, isPackage: false };
      const init = own.get(`${key}/__init__.py`);
      if (init !== undefined) return { source: init, isPackage: true };
      return undefined;
    }
    for (const dir of collections) {
      const got = onDisk(join(dir, ...parts));
      if (got) return got;
    }
    return undefined;
  };
}

/** Packs a module and all that it imports into one Python script, which `python -` reads from its standard input. */
export async function pythonPayload(request: {
  readonly name: string;
  readonly source: string;
  readonly argsJson: string;
  readonly moduleUtilsPaths: readonly string[];
  readonly collectionPaths: readonly string[];
  readonly fileName: string;
}): Promise<string> {
  let { source } = request;
  if (source.includes(replacer))
    source = source.replace(replacer, 'from ansible.module_utils.basic import *');
  // (functions, as `$&` and its kind in a plain replacement would be read as patterns)
  source = source
    .replaceAll(complexArgsMark, () => JSON.stringify(request.argsJson))
    .replaceAll(versionMark, "'2.14.18'");
  const find = await finder(request.moduleUtilsPaths, request.collectionPaths);
  const packed = new Map<string, Packed>();
  const main = collectionName(request.fileName) ?? `ansible.modules.${request.name}`;
  const add = (name: string): boolean => {
    if (packed.has(name)) return true;
    const got = find(name);
    if (got === undefined) return false;
    const parent = name.includes('.') ? name.slice(0, name.lastIndexOf('.')) : undefined;
    if (parent !== undefined) add(parent);
    packed.set(name, got);
    pull(importsOf(got.source, name, got.isPackage), name, got.source);
    return true;
  };
  const pull = (
    wanted: ReadonlyArray<readonly [string, string | undefined]>,
    by: string,
    text: string,
  ): void => {
    for (const [module, name] of wanted) {
      if (module === 'ansible' || !/^ansible\.(?:module_utils|release)|^ansible_collections\./.test(module))
        continue;
      // six.moves makes its parts itself
      if (module.startsWith('ansible.module_utils.six')) {
        add('ansible.module_utils.six');
        continue;
      }
      const inner = name === undefined ? false : add(`${module}.${name}`);
      const outer = add(module);
      if (inner || outer) continue;
      // "import ansible.module_utils.x" inside a try may fail on purpose
      if (by !== main || optional(text, module)) continue;
      const looked = name === undefined ? [module] : [`${module}.${name}`, module];
      throw new AnsibleError(
        `Could not find imported module support code for ${main}.  Looked for (${looked.length === 1 ? `${quoted(module)}` : `[${looked.map(quoted).join(', ')}]`})`,
        {
          kind: 'module-failure',
          hint: 'ansible-ts brings a small module_utils of its own; others must lie in a module_utils/ folder of the role or the playbook.',
        },
      );
    }
  };
  add('ansible.module_utils.basic');
  pull(importsOf(source, main, false), main, source);
  const files: Record<string, [string, boolean]> = {};
  for (const [name, p] of packed) files[name] = [p.source, p.isPackage];
  const boot = packed.has('ansible.module_utils.common.respawn') ? bootstrapParts() : undefined;
  const bundle = { files, main, source, args: request.argsJson, file: request.fileName, boot };
  return bootstrap(deflateSync(Buffer.from(JSON.stringify(bundle))).toString('base64'));
}

const quoted = (s: string): string => `'${s}'`;

/** An import that stands in a `try:` block. */
function optional(source: string, module: string): boolean {
  const lines = source.split('\n');
  return lines.some(
    (line, i) =>
      line.includes(module) &&
      /^[ \t]+/.test(line) &&
      lines.slice(Math.max(0, i - 10), i).some((l) => /^\s*try:/.test(l)),
  );
}

function collectionName(path: string): string | undefined {
  const m = /ansible_collections\/([^/]+)\/([^/]+)\/plugins\/modules\/(.+)\.py$/.exec(path);
  return m
    ? `ansible_collections.${m[1]}.${m[2]}.plugins.modules.${(m[3] ?? '').replaceAll('/', '.')}`
    : undefined;
}
