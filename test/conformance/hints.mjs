// Writes the `hint` files of cases: what our built program says on stderr beside the recorded words of Ansible's.
// node test/conformance/hints.mjs [topic | topic/name ...]
import { rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { addedLines, casesDir, expectedFiles, expectedOf, hintsOf, listCases, runCase } from './run-case.mjs';

const program = join(dirname(fileURLToPath(import.meta.url)), '../../bin/ansible-playbook');
for (const name of listCases(process.argv.slice(2))) {
  const ours = expectedFiles(await runCase(name, [process.execPath, program]));
  const theirs = expectedOf(name);
  const file = (key) => join(casesDir, name, key.replace('stderr', 'hint'));
  for (const key of Object.keys(hintsOf(name))) rmSync(file(key));
  for (const key of Object.keys(ours).filter((k) => k.startsWith('stderr'))) {
    const added = addedLines(theirs[key] ?? '', ours[key]);
    if (added === undefined) continue;
    writeFileSync(file(key), added);
    console.log(`${name}: ${added.trim()}`);
  }
}
