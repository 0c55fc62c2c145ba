import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AnsibleError } from '../../src/errors/ansible-error.ts';
import { setNoticeSink } from '../../src/errors/notices.ts';
import { type Dict, UnsafeText, type Value, type VaultText } from '../../src/value/types.ts';
import { dumpYaml } from '../../src/yaml/dump.ts';
import { parseYaml, parseYamlAll, parseYamlOrJson } from '../../src/yaml/load.ts';
import { positionOf, positionOfItem, positionOfKey, positionOfValue } from '../../src/yaml/positions.ts';
import { agrees, type DumpCase, dumped, encode, type LoadCase } from './replay.ts';

const cases = <T>(name: string): T[] =>
  readFileSync(new URL(`data/${name}.jsonl`, import.meta.url), 'utf8')
    .trim()
    .split('\n')
    .map((l) => JSON.parse(l) as T);

describe('YAML against PyYAML over libyaml (recorded)', () => {
  it('loads every text to the same value, or fails with the same words at the same place', () => {
    const all = cases<LoadCase>('load');
    expect(all.length).toBeGreaterThan(3000);
    expect(all.filter((c) => !agrees(c)).map((c) => c.t)).toEqual([]);
  });
  it('dumps every value to the same text', () => {
    const all = cases<DumpCase>('dump');
    expect(all.filter((c) => dumped(c) !== c.y)).toEqual([]);
  });
});

describe('YAML properties', () => {
  const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((s) => !/[\ud800-\udfff]/.test(s));
  const value: fc.Arbitrary<Value> = fc.letrec<{ v: Value }>((tie) => ({
    v: fc.oneof(
      { maxDepth: 4 },
      text,
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.array(tie('v'), { maxLength: 4 }),
      fc.array(fc.tuple(text, tie('v')), { maxLength: 4 }).map((p) => new Map<Value, Value>(p)),
    ),
  })).v;
  it('reads back what it wrote', () => {
    fc.assert(
      fc.property(value, fc.constantFrom(true, false, null), fc.boolean(), (v, flow, unicode) => {
        const out = dumpYaml(v, { defaultFlowStyle: flow, allowUnicode: unicode, sortKeys: false });
        // libyaml itself does not keep line separators of Unicode inside quotes that are folded.
        fc.pre(!/[\x85\u2028\u2029]/.test(out));
        expect(encode(parseYaml(out))).toEqual(encode(v));
      }),
      { numRuns: 400 },
    );
  });
  it('ends for any text with a value or an AnsibleError', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: fc.constantFrom(...':-?[]{},#&*!|>\'"%@` \n\tab1~<=.'), maxLength: 60 }),
        (s) => {
          try {
            parseYamlAll(s);
          } catch (e) {
            expect(e).toBeInstanceOf(AnsibleError);
          }
        },
      ),
      { numRuns: 1500 },
    );
  });
});

describe("Ansible's YAML", () => {
  const file = 'play.yml';
  it('keeps positions', () => {
    const list = parseYaml('- hosts: all\n  tasks:\n  - debug: msg=x\n  - a: &x {b: 1}\n', {
      file,
    }) as Value[];
    const play = list[0] as Dict;
    const tasks = play.get('tasks') as Value[];
    expect(positionOf(list)).toEqual({ file, line: 1, column: 1 });
    expect(positionOf(play)).toEqual({ file, line: 1, column: 3 });
    expect(positionOfKey(play, 'tasks')).toEqual({ file, line: 2, column: 3 });
    expect(positionOfValue(play, 'hosts')).toEqual({ file, line: 1, column: 10 });
    expect(positionOfItem(tasks, 1)).toEqual({ file, line: 4, column: 5 });
    expect(positionOf('x')).toBeUndefined();
  });
  it('has !unsafe and !vault', () => {
    const d = parseYaml(
      'a: !unsafe "{{ x }}"\nb: !unsafe [1, {c: d}]\nv: !vault |\n  $ANSIBLE_VAULT;1.1;AES256\n',
      {
        file,
        vault: () => 'plain',
      },
    ) as Dict;
    expect(d.get('a')).toBeInstanceOf(UnsafeText);
    expect(((d.get('b') as Value[])[1] as Dict).get('c')).toBeInstanceOf(UnsafeText);
    expect((d.get('v') as VaultText).text).toBe('plain');
  });
  it('warns of keys that stand twice', () => {
    const told: string[] = [];
    const before = setNoticeSink({
      warning: (m) => told.push(m),
      deprecated() {},
      verbose() {},
      display() {},
      error() {},
      verbosity: 0,
    });
    parseYaml('a: 1\nb: {c: 1, c: 2}\na: 3\n', { file });
    setNoticeSink(before);
    expect(told).toEqual([
      'While constructing a mapping from play.yml, line 1, column 1, found a duplicate dict key (a). Using last defined value only.',
      'While constructing a mapping from play.yml, line 2, column 4, found a duplicate dict key (c). Using last defined value only.',
    ]);
  });
  it('says what was wrong with both JSON and YAML', () => {
    let error: AnsibleError | undefined;
    try {
      parseYamlOrJson('a: {{ foo }}\n', { file });
    } catch (e) {
      error = e as AnsibleError;
    }
    expect(error?.message).toBe(
      'We were unable to read either as JSON nor YAML, these are the errors we got from each:\nJSON: Expecting value: line 1 column 1 (char 0)\n\nSyntax Error while loading YAML.\n  ' +
        "found unacceptable key (unhashable type: 'AnsibleMapping')",
    );
    expect(error?.position).toEqual({ file, line: 1, column: 5 });
  });
  it('ends soon for deep nesting, long lines and many aliases', () => {
    expect(() => parseYaml('['.repeat(10_000))).toThrow(AnsibleError);
    expect(() => parseYamlOrJson('['.repeat(10_000))).toThrow(AnsibleError);
    let bomb = 'a0: &a0 [x, x]\n';
    for (let i = 1; i < 40; i++) bomb += `a${i}: &a${i} [*a${i - 1}, *a${i - 1}]\n`;
    expect(() => parseYaml(bomb)).toThrow('the aliases of this YAML stand for more than 2000000 values');
    expect((parseYaml(bomb.slice(0, bomb.indexOf('a15:'))) as Dict).size).toBe(15);
    let merges = 'a0: &a0 {k0: 1}\n';
    for (let i = 1; i < 40; i++) merges += `a${i}: &a${i} {<<: [*a${i - 1}, *a${i - 1}], k${i}: 1}\n`;
    expect(() => parseYaml(merges)).toThrow('the merge keys of this YAML stand for more than');
    // lists that hold themselves, and large documents, are no bombs
    expect(parseYaml('&a [*a, *a]')).toHaveLength(2);
    const large = `[${'1,'.repeat(2_100_000)}]`;
    expect(parseYaml(large)).toHaveLength(2_100_000);
    const tasks = '- name: a task\n  shell: echo {{ x }}\n  when: a is defined\n  tags: [a, b]\n'.repeat(
      2000,
    );
    expect(parseYaml(tasks, { file })).toHaveLength(2000);
  });
});
