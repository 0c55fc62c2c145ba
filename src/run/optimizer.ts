import { setFlagsFromString } from 'node:v8';

let settled = false;

/**
 * Tells V8, once, when to optimize functions. A run is short and wide: by default V8 spends more time on optimizing
 * than the run gets back, so a function has to be used some five times longer first (measured by test/bench; long runs
 * lose nothing). Called when the first task starts: before, the compiled code of the program is loaded, which V8
 * refuses under other flags, and a run without tasks need not load node:v8. Newer V8s have no such flag.
 */
export function settleOptimizer(): void {
  if (settled) return;
  settled = true;
  if (Number(process.versions.node.split('.')[0]) <= 24) setFlagsFromString('--interrupt-budget=600000');
}
