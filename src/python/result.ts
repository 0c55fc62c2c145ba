import { jsonLoads } from '../value/json-read.ts';
import type { Dict, Value } from '../value/types.ts';

/**
 * The object between the first line that begins one and the last that ends one, as Ansible cuts it out, with what
 * follows it.
 */
function jsonIn(text: string): { value: Dict; after: string } | undefined {
  const lines = text.split('\n');
  const start = lines.findIndex((line) => line.trimStart().startsWith('{'));
  const end = lines.findLastIndex((line) => line.trimEnd().endsWith('}'));
  if (start < 0 || end < start) return undefined;
  try {
    const value = jsonLoads(lines.slice(start, end + 1).join('\n'));
    if (value instanceof Map)
      return {
        value,
        after: lines
          .slice(end + 1)
          .join('\n')
          .trim(),
      };
  } catch {
    // no JSON: told as the module's failure
  }
  return undefined;
}

/** The result that a module printed, junk around it passed over; or Ansible's dict for one that printed none. */
export function moduleResult(
  run: { rc: number; stdout: string; stderr: string },
  interpreterMissing: boolean,
  warn: (message: string) => void,
): Dict {
  const found = jsonIn(run.stdout);
  if (found !== undefined) {
    if (found.after !== '') warn(`Module invocation had junk after the JSON data: ${found.after}`);
    const result = withoutInternal(found.value) as Dict;
    const facts = result.get('ansible_facts');
    // what Ansible itself found out about the host's interpreters is not for modules to say
    if (facts instanceof Map)
      for (const k of [...facts.keys()])
        if (typeof k === 'string' && /^(?:ansible_)?discovered_interpreter_/.test(k)) facts.delete(k);
    return result;
  }
  const result: Array<[Value, Value]> = [
    ['failed', true],
    ['module_stdout', run.stdout],
    ['module_stderr', run.stderr],
    [
      'msg',
      interpreterMissing
        ? 'The module failed to execute correctly, you probably need to set the interpreter.\nSee stdout/stderr for the exact error'
        : 'MODULE FAILURE\nSee stdout/stderr for the exact error',
    ],
    ['rc', run.rc],
  ];
  if (/^Traceback \(most recent call last\)/m.test(run.stderr)) result.push(['exception', run.stderr]);
  return new Map(result);
}

/** Keys that only Ansible's own inside may set; a module that returns them has them taken away, as in Ansible. */
function withoutInternal(value: Value): Value {
  if (Array.isArray(value)) return value.map(withoutInternal);
  if (!(value instanceof Map)) return value;
  const kept: Array<[Value, Value]> = [];
  for (const [k, v] of value)
    if (typeof k !== 'string' || !k.startsWith('_ansible_')) kept.push([k, withoutInternal(v)]);
  return new Map(kept);
}
