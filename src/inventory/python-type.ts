import { typeName } from '../value/type-name.ts';
import type { Value } from '../value/types.ts';

/** Python's `str(type(x))` for what the YAML loader made. */
export function pythonType(value: Value): string {
  if (typeof value === 'string') return "<class 'ansible.parsing.yaml.objects.AnsibleUnicode'>";
  if (value instanceof Map) return "<class 'ansible.parsing.yaml.objects.AnsibleMapping'>";
  if (Array.isArray(value) && value.constructor === Array)
    return "<class 'ansible.parsing.yaml.objects.AnsibleSequence'>";
  return `<class '${typeName(value)}'>`;
}
