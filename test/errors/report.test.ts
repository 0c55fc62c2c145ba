import { describe, expect, test } from 'vitest';
import { AnsibleError, ParserError } from '../../src/errors/ansible-error.ts';
import { likelyMistakes } from '../../src/errors/likely-mistakes.ts';
import { errorText, excerpt, reportText } from '../../src/errors/report.ts';
import { forgetSecrets, maskSecrets, registerSecret } from '../../src/errors/secrets.ts';

const at = (line: number, column: number) => ({ file: '/p/play.yml', line, column });
const reading = (text: string) => () => text;

describe('excerpt', () => {
  test('shows the line, the one above and a caret', () => {
    const source = '- hosts: all\n  taks: []\n';
    expect(excerpt(at(2, 3), reading(source))).toBe(
      "\n\nThe error appears to be in '/p/play.yml': line 2, column 3, but may\nbe elsewhere in the file depending on the exact syntax problem.\n\nThe offending line appears to be:\n\n- hosts: all\n  taks: []\n  ^ here\n",
    );
  });
  test('moves to a line above that mixes k=v with YAML', () => {
    const text = excerpt(at(2, 13), reading('- copy: src=x dest=y\n    mode: 0644\n'));
    expect(text).toContain('line 1, column 12, but may');
    expect(text).toContain('\n- copy: src=x dest=y\n           ^ here\n\nThere appears to be both');
  });
  test('a problem behind the end belongs to the last line with text', () => {
    expect(excerpt(at(9, 1), reading('a:\n  "b\n\n\n'))).toContain('\na:\n  "b\n^ here\n');
  });
  test('a text that is no file has a place and no excerpt', () => {
    expect(excerpt({ file: '<string>', line: 2, column: 1 })).toMatch(/syntax problem\.\n$/);
  });
  test('a file that is gone or empty says so', () => {
    expect(excerpt(at(1, 1), () => undefined)).toContain('could not open file');
    expect(excerpt(at(1, 1), reading(''))).toContain('no longer in file');
  });
});

test('likely mistakes', () => {
  expect(likelyMistakes('msg: {{ foo }}', 1)).toMatch(/^We could be wrong[\s\S]*missing quotes/);
  expect(likelyMistakes('\tmsg: x', 1)).toMatch(/^There appears to be a tab/);
  expect(likelyMistakes('msg: "foo" bar', 1)).toMatch(/^This one looks easy to fix/);
  expect(likelyMistakes("msg: 'it's'", 1)).toMatch(/unbalanced quotes/);
  expect(likelyMistakes('msg: fine', 1)).toBe('');
  expect(likelyMistakes('no colon', 1)).toBe('');
  expect(likelyMistakes('\tmsg: "foo" bar', 1)).toMatch(/^There appears[\s\S]*This one looks easy to fix/);
  expect(likelyMistakes('a: b: c', 3)).toBe('');
  expect(likelyMistakes('a: b: c', 4)).toMatch(/extra unquoted colon/);
  expect(likelyMistakes('e: {{ f } }/g', 9)).toMatch(/second "{"/);
  expect(likelyMistakes(`a: "{{ b }}" '{{ c }}'`, 9)).not.toMatch(/missing quotes/);
});

test('hints come last and only in the report', () => {
  const e = new ParserError('bad', { position: at(1, 1), hint: 'Try this.' });
  expect(errorText(e, reading('x\n'))).toMatch(/\^ here\n$/);
  expect(reportText(e, reading('x\n'))).toMatch(/\^ here\n\nTry this\.$/);
  expect(reportText(new AnsibleError('plain'))).toBe('plain');
  expect(errorText(new AnsibleError('m', { position: at(1, 1), hideExcerpt: true }), reading('x'))).toBe('m');
});

test('secrets are masked, short ones are not', () => {
  forgetSecrets();
  registerSecret('abc');
  registerSecret('hunter2');
  registerSecret('two\nlines of it');
  expect(maskSecrets('abc hunter2hunter2 lines of it $&')).toBe('abc **************** ******** $&');
  forgetSecrets();
  expect(maskSecrets('hunter2')).toBe('hunter2');
});
