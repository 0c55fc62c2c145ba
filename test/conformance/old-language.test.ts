import { execFileSync } from 'node:child_process';
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
});
