import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, it } from 'vitest';

const launcher = join(import.meta.dirname, '../../bin/launch.cjs');
const dir = mkdtempSync(join(tmpdir(), 'code-cache-'));
afterAll(() => rmSync(dir, { recursive: true }));

it('V8 takes the code that the build has kept', () => {
  const program = `process.stdout.write(String(require(${JSON.stringify(launcher)}).load().script.cachedDataRejected))`;
  expect(execFileSync(process.execPath, ['-e', program], { encoding: 'utf8' })).toBe('false');
});

it("a run without tasks loads none of Node's large modules", () => {
  writeFileSync(join(dir, 'play.yml'), '- hosts: all\n  gather_facts: no\n');
  writeFileSync(
    join(dir, 'run.cjs'),
    `const before = process.moduleLoadList.length;
     process.on('exit', () => require('node:fs').writeFileSync('loaded', process.moduleLoadList.slice(before).join(' ')));
     require(${JSON.stringify(launcher)}).launch('playbook');`,
  );
  const output = execFileSync(process.execPath, ['run.cjs', '-i', 'localhost,', 'play.yml'], {
    cwd: dir,
    encoding: 'utf8',
  });
  expect(output).toContain('PLAY RECAP');
  const loaded = readFileSync(join(dir, 'loaded'), 'utf8').match(/NativeModule \S+/g);
  expect(loaded).toContain('NativeModule vm');
  expect(
    loaded?.filter((name) => /crypto|child_process|stream|http|net\b|tls|tty|v8|zlib|module$/.test(name)),
  ).toEqual([]);
});
