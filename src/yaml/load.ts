import { AnsibleError } from '../errors/ansible-error.ts';
import { isPyError } from '../value/errors.ts';
import { jsonLoads } from '../value/json-read.ts';
import { expandedSize } from '../value/limits.ts';
import { type Dict, UnsafeText, type Value, VaultText } from '../value/types.ts';
import { type ConstructOptions, Constructor } from './construct.ts';
import { YamlProblem } from './cursor.ts';
import { DocumentReader, type Node } from './nodes.ts';

/** `file` names the text in positions and warnings; the rest as ConstructOptions says. */
export type YamlOptions = Partial<ConstructOptions>;

// What libyaml's reader lets in.
const UNPRINTABLE = /[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ud800-\udfff\ue000-\ufffd]/;

const full = (o: YamlOptions): ConstructOptions => ({ ...o, file: o.file ?? '<unicode string>' });

/** With aliases, more values than this, each counted wherever it stands, are taken for a bomb. */
const MAX_VALUES = 2_000_000;
/** How much larger than its text a document may become by them. */
const MAX_GROWTH = 10;

/** What a document stands for; one that its aliases blow up is an error, before anything goes through it. */
function made(root: Node, options: YamlOptions): Value {
  const value = new Constructor(full(options)).make(root);
  const known = new Map<object, number>();
  const size = expandedSize(value, known);
  let written = 1;
  for (const o of known.keys()) written += o instanceof Map ? o.size : (o as Value[]).length;
  if (size > MAX_VALUES && size > written * MAX_GROWTH)
    throw new YamlProblem(
      `the aliases of this YAML stand for more than ${MAX_VALUES} values`,
      root.line,
      root.column,
      'Constructor',
    );
  return value;
}

class ReaderProblem extends Error {
  constructor(
    message: string,
    readonly line: number,
    readonly column: number,
  ) {
    super(message);
  }
}

function checkReadable(text: string): void {
  const bad = UNPRINTABLE.exec(text);
  if (bad === null) return;
  // libyaml counts bytes.
  const position = Buffer.byteLength(text.slice(0, bad.index));
  const code = bad[0].codePointAt(0)!.toString(16).padStart(4, '0');
  const before = text.slice(0, bad.index).split(/\r\n|[\r\n\u0085\u2028\u2029]/);
  throw new ReaderProblem(
    `unacceptable character #x${code}: control characters are not allowed\n  in "<unicode string>", position ${position}`,
    before.length,
    Array.from(before.at(-1) ?? '').length + 1,
  );
}

function single(text: string, options: YamlOptions): Value {
  checkReadable(text);
  const reader = new DocumentReader(text);
  const root = reader.next();
  const more = root === undefined ? undefined : reader.following();
  if (more !== undefined)
    throw new YamlProblem('but found another document', more.line + 1, more.column + 1, 'Composer').within(
      'expected a single document in the stream',
      root?.line ?? 1,
      root?.column ?? 1,
    );
  return root === undefined || root === null ? null : made(root, options);
}

/**
 * The one document of a text as PyYAML's SafeLoader (over libyaml) gives it, with Ansible's tags. Throws AnsibleError
 * (kind yaml) with libyaml's text and the place.
 */
export function parseYaml(text: string, options: YamlOptions = {}): Value {
  return told(
    () => single(text, options),
    options,
    (p) => `Syntax Error while loading YAML.\n  ${p}`,
  );
}

/** All documents of a text. */
export function parseYamlAll(text: string, options: YamlOptions = {}): Value[] {
  return told(
    () => {
      checkReadable(text);
      const reader = new DocumentReader(text);
      const out: Value[] = [];
      for (let root = reader.next(); root !== undefined; root = reader.next())
        out.push(root === null ? null : made(root, options));
      return out;
    },
    options,
    (p) => `Syntax Error while loading YAML.\n  ${p}`,
  );
}

/** JSON as Ansible writes it, its marks of unsafe text taken in; throws Python's JSONDecodeError. */
export const parseJson = (text: string): Value => revive(jsonLoads(text), {});

/**
 * A file's text as Ansible's data loader reads it: JSON where it is JSON, else YAML. `jsonOnly` is for files that
 * must be JSON. The error names what both said.
 */
export function parseYamlOrJson(text: string, options: YamlOptions = {}): Value {
  let jsonError = '';
  try {
    return revive(jsonLoads(text), options);
  } catch (e) {
    if (!isPyError(e, 'JSONDecodeError') && !isPyError(e, 'RecursionError')) throw e;
    jsonError = e.message;
  }
  return told(
    () => single(text, options),
    options,
    (p) =>
      'We were unable to read either as JSON nor YAML, these are the errors we got from each:\n' +
      `JSON: ${jsonError}\n\nSyntax Error while loading YAML.\n  ${p}`,
  );
}

function told<T>(work: () => T, options: YamlOptions, message: (problem: string) => string): T {
  try {
    return work();
  } catch (e) {
    if (e instanceof YamlProblem)
      throw new AnsibleError(message(e.problem), {
        kind: 'yaml',
        position: { file: options.file ?? '<unicode string>', line: e.line, column: e.column },
        cause: e,
      });
    if (e instanceof ReaderProblem)
      throw new AnsibleError(message(`. ${e.message}`), {
        kind: 'yaml',
        // Ansible says no place here, so that it stands apart
        ...(options.file !== undefined && {
          hint: `The character is in '${options.file}': line ${e.line}, column ${e.column}`,
        }),
      });
    throw e;
  }
}

/** JSON that Ansible wrote marks vaulted and unsafe text with dicts of one key. */
function revive(value: Value, options: YamlOptions): Value {
  if (Array.isArray(value)) {
    for (let i = 0; i < value.length; i++) value[i] = revive(value[i]!, options);
    return value;
  }
  if (!(value instanceof Map)) return value;
  const marked = reviveMarked(value, options);
  if (marked !== undefined) return marked;
  for (const [k, v] of value) if (typeof v === 'object') value.set(k, revive(v, options));
  return value;
}

function reviveMarked(dict: Dict, options: YamlOptions): Value | undefined {
  for (const [k, v] of dict) {
    if (k === '__ansible_vault' && typeof v === 'string') {
      const decrypt = options.vault;
      if (decrypt !== undefined) return new VaultText(v, decrypt);
    }
    if (k === '__ansible_unsafe' && typeof v === 'string') return new UnsafeText(v);
  }
  return undefined;
}
