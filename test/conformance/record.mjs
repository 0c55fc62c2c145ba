// Records what the real ansible-playbook answers: node test/conformance/record.mjs [topic | topic/name ...]
// Needs ansible-core 2.14 (ANSIBLE_PLAYBOOK names another program than /usr/bin/ansible-playbook).
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { casesDir, expectedFiles, listCases, runCase } from './run-case.mjs';

const program = process.env.ANSIBLE_PLAYBOOK ?? '/usr/bin/ansible-playbook';
const version = execFileSync(program, ['--version'], { encoding: 'utf8' }).split('\n')[0];
if (!/\[core 2\.14\./.test(version)) {
  console.error(`${program} is not ansible-core 2.14: ${version}`);
  process.exit(1);
}
const names = listCases(process.argv.slice(2));
const queue = [...names];
const worker = async () => {
  for (let name = queue.shift(); name !== undefined; name = queue.shift()) {
    const files = expectedFiles(await runCase(name, [program]));
    const dir = join(casesDir, name, 'expected');
    rmSync(dir, { recursive: true, force: true });
    mkdirSync(dir);
    for (const [file, text] of Object.entries(files)) writeFileSync(join(dir, file), text);
    console.log(`${name}: exit ${files.exit.trim()}`);
  }
};
await Promise.all([worker(), worker()]);
