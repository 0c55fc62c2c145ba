import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const program = resolve(import.meta.dirname, '../../bin/ansible-playbook');
const dir = mkdtempSync(join(tmpdir(), 'many-calls-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const plugin = `import time
class FilterModule:
    def filters(self):
        return {'plus': lambda x: x + 1, 'late': late, 'long': lambda x: 'y' * x, 'bad': lambda x: 1 / x}
def late(x):
    time.sleep(0.3)
    return x
`;

/** What debug tells of an expression. */
function says(expression: string): string {
  mkdirSync(join(dir, 'filter_plugins'), { recursive: true });
  writeFileSync(join(dir, 'filter_plugins/f.py'), plugin);
  const tasks = [{ debug: { msg: `<{{ ${expression} }}>` }, ignore_errors: true }];
  writeFileSync(join(dir, 'p.yml'), JSON.stringify([{ hosts: 'localhost', gather_facts: false, tasks }]));
  const out = execFileSync(process.execPath, [program, join(dir, 'p.yml')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return /"msg": "(.*)"/.exec(out)?.[1] ?? out;
}

describe.skipIf(!existsSync(program))('many calls of filters in Python', () => {
  test('in one template are each carried out once', () => {
    // beginning the template anew for each call would take 12,500,000 steps: far longer than a test may
    expect(says("range(5000) | map('plus') | sum")).toBe('<12502500>');
  });
  test('slow ones, large ones and errors among them', () => {
    expect(
      says("[1 | plus, 2 | late, 3 | plus, (200000 | long | length) | late, lookup('pipe', 'echo 5')]"),
    ).toBe("<[2, 2, 4, 200000, '5']>");
    expect(says('1 | plus ~ (0 | bad)')).toMatch(/ZeroDivisionError|division by zero/);
  });
});
