import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

// What today's Ansible no longer takes, so that no recorded answer can be compared.
const root = resolve(import.meta.dirname, '../..');
const dir = mkdtempSync(join(tmpdir(), 'old-language-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe.skipIf(!existsSync(join(root, 'dist/ansible-ts.cjs')))('old language', () => {
  test('hosts at semicolons; a word that names a list is taken for it in loops, any other stays text', () => {
    writeFileSync(
      join(dir, 'p.yml'),
      `- hosts: a;b
  gather_facts: false
  vars: {users: [x, y], site: {users: [z]}, t: word}
  tasks:
    - debug: msg=<{{ item }}>
      with_items: users
    - debug: msg=<{{ item }}>
      with_items: site.users
    - debug: msg=<{{ item }}>
      with_items: t
    - debug: msg=<{{ item }}>
      with_items: site.none
    - debug: msg=<{{ item }}>
      with_file: t.txt
`,
    );
    writeFileSync(join(dir, 't.txt'), 'file');
    const args = [join(root, 'bin/ansible-playbook'), '-i', 'a,b,', '-c', 'local', '-f', '1', 'p.yml'];
    const out = execFileSync(process.execPath, args, {
      cwd: dir,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const messages = [...out.matchAll(/"msg": "<(.*)>"/g)].map((m) => m[1]);
    const each = [
      ['x', 'y', 'x', 'y'],
      ['z', 'z'],
      ['t', 't'],
      ['site.none', 'site.none'],
      ['file', 'file'],
    ];
    expect(messages).toEqual(each.flat());
  });

  test('tests stand as filters, with one deprecation for each name', () => {
    writeFileSync(
      join(dir, 'f.yml'),
      `- hosts: all
  gather_facts: false
  tasks:
    - command: "true"
      register: r
    - debug:
        msg: <{{ r|success }} {{ r|failed }} {{ r|changed }} {{ r|skipped }} {{ '1.10'|version_compare('1.9', '>') }}>
      when: r|succeeded and not r|failed
    - debug: msg=<{{ r | success }}>
    - debug: msg=<skipped>
      when: r|skipped
`,
    );
    const args = [join(root, 'bin/ansible-playbook'), '-i', 'a,', '-c', 'local', 'f.yml'];
    const run = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8' });
    const messages = [...run.stdout.matchAll(/"msg": "<(.*)>"/g)].map((m) => m[1]);
    expect(messages).toEqual(['True False True False True', 'True']);
    expect(run.stderr.match(/`result\|success` use/g)).toHaveLength(1);
    expect(run.status).toBe(0);
  });
});
