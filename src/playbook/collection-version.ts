import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { repr } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { typeName } from '../value/type-name.ts';
import type { Value } from '../value/types.ts';
import { parseYaml } from '../yaml/load.ts';
import { runtimeText } from './collection-routing.ts';
import type { LoadContext } from './context.ts';

/** The release of Ansible that collections are told of. */
const release = [2, 14, 18];

const asked = new Map<string, string | undefined>();

/**
 * Tells, once, of a collection whose `requires_ansible` (meta/runtime.yml) excludes the release we follow.
 * COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH says whether that is a warning, nothing, or an AnsibleError.
 */
export function checkRequiredAnsible(
  collection: string,
  dir: string,
  settings: LoadContext['settings'],
): void {
  const how = settings.text('COLLECTIONS_ON_ANSIBLE_VERSION_MISMATCH');
  if (!asked.has(dir)) {
    const said = requirementOf(dir);
    let wrong: string | undefined;
    try {
      if (truth(said) && !allows(said))
        wrong = `Collection ${collection} does not support Ansible version ${release.join('.')}`;
    } catch (e) {
      notices().warning(
        `Error parsing collection metadata requires_ansible value from collection ${collection}: ${(e as Error).message}`,
      );
    }
    asked.set(dir, wrong);
    if (wrong !== undefined && how === 'warning') notices().warning(wrong);
  }
  const wrong = asked.get(dir);
  if (wrong !== undefined && how === 'error') throw new AnsibleError(wrong);
}

/** The value as it is written; only the line is parsed, since these files can be long. */
function requirementOf(dir: string): Value {
  const text = runtimeText(dir);
  const line = /^requires_ansible[ \t]*:.*$/m.exec(text ?? '')?.[0];
  if (text === undefined || line === undefined) return null;
  for (const part of [line, text]) {
    try {
      const data = parseYaml(part, { file: dir, safe: true });
      if (data instanceof Map) return (data.get('requires_ansible') ?? null) as Value;
    } catch {
      // a value over several lines, or a broken file: that is told by who needs the rest of it
    }
  }
  return null;
}

/** Whether a comma separated list of version specifiers (PEP 440) allows our release. */
function allows(wanted: Value): boolean {
  const text = asText(wanted);
  if (text === undefined) throw new Error(`'${typeName(wanted)}' object has no attribute 'split'`);
  const parts = text
    .split(',')
    .map((p) => p.trim())
    .filter((p) => p !== '');
  // all are read before any is asked: a bad one makes the whole list void
  return parts.map(specifier).every((holds) => holds());
}

const shape =
  /^(~=|==|!=|<=|>=|<|>)\s*v?(\d+(?:\.\d+)*)((?:[-_.]?(?:a|b|c|rc|alpha|beta|pre|preview)[-_.]?\d*)?(?:[-_.]?(?:post|rev|r)[-_.]?\d*)?(?:[-_.]?dev[-_.]?\d*)?)(\.\*)?$/i;

function specifier(text: string): () => boolean {
  const found = shape.exec(text);
  const [, operator = '', numbers = '', suffix = '', wild] = found ?? [];
  const parts = numbers.split('.').map(Number);
  if (
    !found ||
    (wild !== undefined && ((operator !== '==' && operator !== '!=') || suffix !== '')) ||
    (operator === '~=' && parts.length < 2)
  )
    throw new Error(`Invalid specifier: ${repr(text)}`);
  const order = compare(parts, suffix);
  const within = (n: number): boolean => parts.slice(0, n).every((p, i) => p === (release[i] ?? 0));
  switch (operator) {
    case '~=':
      return () => order >= 0 && within(parts.length - 1);
    case '==':
      return () => (wild === undefined ? order === 0 : within(parts.length));
    case '!=':
      return () => (wild === undefined ? order !== 0 : !within(parts.length));
    case '<=':
      return () => order <= 0;
    case '>=':
      return () => order >= 0;
    case '<':
      return () => order < 0;
    default:
      return () => order > 0;
  }
}

/** Our release against another version: a development or pre-release comes before its release, a post-release after. */
function compare(parts: readonly number[], suffix: string): number {
  for (let i = 0; i < Math.max(parts.length, release.length); i++) {
    const d = (release[i] ?? 0) - (parts[i] ?? 0);
    if (d !== 0) return d;
  }
  if (suffix === '') return 0;
  return /^[-_.]?(?:post|rev|r(?!c))/i.test(suffix) ? -1 : 1;
}
