import type { Target } from '../target/types.ts';
import { asText } from '../value/text.ts';
import type { Dict, Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import type { ModuleCall } from './module-runner.ts';

/** Modules that Ansible runs without Python on the host. */
const noPython = new Set(['ansible.builtin.raw', 'ansible.builtin.script', 'ansible.builtin.fetch']);

/**
 * The Python that Ansible would have found on the host, for the fact that it sets with a host's first module. Nothing
 * here needs it; a host without one has no such fact.
 */
export async function discovery(
  run: RunContext,
  call: ModuleCall,
): Promise<((target: Target) => Promise<string | undefined>) | undefined> {
  // of a delegated task the fact is not kept
  if (noPython.has(call.action.fqcn) || (call.task.get('delegate_to') ?? null) !== null) return undefined;
  const set = call.scope.get('ansible_python_interpreter') ?? run.settings.text('INTERPRETER_PYTHON');
  const text = asText(set as Value) ?? '';
  if (!/^auto(?:_legacy)?(?:_silent)?$/.test(text)) return undefined;
  const facts = call.scope.get('ansible_facts');
  if (facts instanceof Map && facts.has('discovered_interpreter_python')) return undefined;
  const { pythonOf } = await import('../python/interpreter.ts');
  return (target) => pythonOf(target, text).catch(() => undefined);
}

/** Puts it into the facts of a module's result. */
export function addPython(result: Dict, found: string | undefined): void {
  if (found === undefined) return;
  const facts = result.get('ansible_facts');
  const withPython = facts instanceof Map ? facts : (new Map() as Dict);
  withPython.set('discovered_interpreter_python', found);
  result.set('ansible_facts', withPython);
}
