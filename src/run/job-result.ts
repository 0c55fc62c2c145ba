import type { Dict, Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import { type ModuleCall, runModule } from './module-runner.ts';

/** What a module that ran beside a play left, with the words of its warnings. */
export async function moduleOutcome(run: RunContext, call: Omit<ModuleCall, 'warn'>): Promise<Dict> {
  const said: Value[] = [];
  try {
    const result = await runModule(run, { ...call, warn: (message) => void said.push(message) });
    const before = result.get('warnings');
    if (said.length > 0) result.set('warnings', [...(Array.isArray(before) ? before : []), ...said]);
    return result;
  } catch (e) {
    return new Map<Value, Value>([
      ['failed', true],
      ['msg', e instanceof Error ? e.message : String(e)],
    ]);
  }
}

/** What a job leaves that took too long. */
export const timeoutResult = (): Dict =>
  new Map<Value, Value>([
    ['msg', 'Timeout exceeded'],
    ['failed', true],
    ['child_pid', process.pid],
  ]);
