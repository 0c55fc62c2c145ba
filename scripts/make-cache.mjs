// Writes dist/ansible-ts.cjs.cache: the compiled code of the program, after a small run has compiled what runs use.
import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const cache = join(root, 'dist', 'ansible-ts.cjs.cache');
rmSync(cache, { force: true });
const require = createRequire(import.meta.url);
// V8 refuses code that was compiled under other flags than those a run starts with (src/run/optimizer.ts sets some)
require('node:v8').setFlagsFromString = () => {};
const { load } = require('../bin/launch.cjs');
const { script, program } = load();

const dir = mkdtempSync(join(tmpdir(), 'ansible-ts-cache-'));
const playbook = join(dir, 'warm.yml');
writeFileSync(
  playbook,
  `- hosts: localhost
  gather_facts: no
  vars: { a: 1, b: "{{ a + 1 }}" }
  tasks:
    - debug: msg="{{ b }} {{ [1, 2] | map('string') | join(',') }}"
      when: a == 1
    - command: "true"
      register: r
    - set_fact: { c: "{{ r.rc }}" }
      with_items: [1, 2]
    - copy: { content: x, dest: "${dir}/x" }
    - file: { path: "${dir}/y", state: touch }
`,
);
process.on('exit', (code) => {
  if (code) throw new Error(`the run that compiles the program ended with ${code}`);
  // in one step: a run that starts meanwhile must not read half of it
  writeFileSync(`${cache}.new`, script.createCachedData());
  renameSync(`${cache}.new`, cache);
  rmSync(dir, { recursive: true, force: true });
});
program.main('playbook', ['-i', 'localhost,', '-c', 'local', playbook]);
