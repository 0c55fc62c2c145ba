import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { runModule } from '../harness.ts';
import { standIns } from '../stand-ins.ts';

const lines = (file: string): string[][] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .map((l) => l.split(':'));
const users = lines('/etc/passwd');
const groups = lines('/etc/group');
/** A group without a user of its name, and an account whose group is another. */
const lonely = groups.find(([name = '']) => name !== '' && !users.some(([u]) => u === name))?.[0];
const account = users.find(([, , , gid]) => gid !== undefined && gid !== groups[1]?.[2] && gid !== '0');

describe('local accounts', () => {
  it.skipIf(lonely === undefined)('keep luseradd from making a group that is there', async () => {
    const s = await standIns({ luseradd: ':', lgroupmod: ':', lchage: ':' });
    await runModule('user', { name: lonely!, local: true, create_home: false }, { target: s.target });
    expect(s.commands()).toEqual([`luseradd -n -M ${lonely}`]);
  });

  it.skipIf(account === undefined)('name a group to lusermod by its number', async () => {
    const s = await standIns({ lusermod: ':', lgroupmod: ':', lchage: ':' });
    const [name, number] = [groups[1]![0]!, groups[1]![2]!];
    const args = { name: account![0]!, local: true, create_home: false, group: name };
    await runModule('user', args, { target: s.target });
    expect(s.commands()).toEqual([`lusermod -g ${number} ${account![0]}`]);
  });
});
