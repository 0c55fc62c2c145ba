import { createInterface } from 'node:readline';
import { PyError } from '../../src/value/errors.ts';
import { seedShared } from '../../src/value/random.ts';
import { answer, type Case } from '../template/adapter-modes.ts';
import { runCase } from './run-case.ts';

/** The protocol of score.py: one case a line in, one answer a line out. */
const own = new Set(['jinja', 'nativejinja', 'parse', 'ast']);

for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
  if (!line.trim()) continue;
  const c = JSON.parse(line) as Case & { id: string };
  seedShared(0);
  let r: object;
  if (own.has(String(c.options?.mode ?? 'jinja')))
    try {
      r = { output: runCase(c.template as string, c.vars ?? {}, c.options ?? {}) };
    } catch (e) {
      const x = e as Error;
      if (x instanceof PyError) {
        const message = x.pyType === 'RecursionError' ? 'recursion' : x.message;
        r = { error: { class: x.pyType, message, line: x.lineno } };
      } else r = { error: { class: `JavaScript ${x.name}`, message: x.stack ?? x.message } };
    }
  else r = await answer(c);
  process.stdout.write(`${JSON.stringify({ id: c.id, ...r })}\n`);
}
