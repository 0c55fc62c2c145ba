import { describe, expect, test } from 'vitest';
import { helpText, usageText } from '../../src/cli/options/help.ts';
import { parseArgs } from '../../src/cli/options/parse.ts';
import { playbookSpec } from '../../src/cli/options/playbook.ts';
import { ExitRequest, UsageError } from '../../src/cli/options/spec.ts';

const spec = playbookSpec(undefined);
const parse = (...argv: string[]) => {
  const { given, positionals } = parseArgs(argv, spec);
  return { ...Object.fromEntries(given), positionals };
};
const refused = (...argv: string[]): string => {
  try {
    parseArgs(argv, spec);
  } catch (e) {
    if (e instanceof UsageError) return e.message;
    throw e;
  }
  throw new Error('accepted');
};

describe('words of the command line', () => {
  test('values, repeated options, flags, counts', () => {
    expect(parse('-i', 'a', '-i=b', '--inventory', 'c', '-vvC', '-v', '-f10', 'p.yml')).toEqual({
      inventory: ['a', 'b', 'c'],
      verbosity: 3,
      check: true,
      forks: 10,
      positionals: ['p.yml'],
    });
  });
  test('abbreviations', () => {
    expect(parse('--che', '--ext', 'a=1', '--extra=b=2', 'p.yml')).toEqual({
      check: true,
      extra_vars: ['a=1', 'b=2'],
      positionals: ['p.yml'],
    });
    expect(refused('--ask', 'p.yml')).toBe(
      'ambiguous option: --ask could match --ask-pass, --ask-become-pass, --ask-vault-password, --ask-vault-pass',
    );
  });
  test('values that look like options', () => {
    expect(parse('--limit=-x', '-l=-y', 'p.yml')).toEqual({ subset: '-y', positionals: ['p.yml'] });
    expect(parse('-e', '-1', 'p.yml')).toEqual({ extra_vars: ['-1'], positionals: ['p.yml'] });
    expect(parse('--', '-p.yml', '-i')).toEqual({ positionals: ['-p.yml', '-i'] });
    expect(parse('-e', '', 'p.yml')).toEqual({ extra_vars: [''], positionals: ['p.yml'] });
  });
  test('one run of playbooks', () => {
    expect(parse('a.yml', 'b.yml', '-C').positionals).toEqual(['a.yml', 'b.yml']);
    expect(refused('a.yml', '-C', 'b.yml')).toBe('unrecognized arguments: b.yml');
  });
  test('what argparse refuses', () => {
    expect(refused()).toBe('the following arguments are required: playbook');
    expect(refused('-f', 'x', 'p')).toBe("argument -f/--forks: invalid int value: 'x'");
    expect(refused('p', '-e')).toBe('argument -e/--extra-vars: expected one argument');
    expect(refused('--diff=3', 'p')).toBe("argument -D/--diff: ignored explicit argument '3'");
    expect(refused('-Cv=2', 'p')).toBe("argument -v/--verbose: ignored explicit argument '=2'");
    expect(refused('p', '--foo')).toBe('unrecognized arguments: --foo');
    expect(refused('-k', '--conn-pass-file=x', 'p')).toBe(
      'argument --connection-password-file/--conn-pass-file: not allowed with argument -k/--ask-pass',
    );
  });
  test('-J of later releases works and is not shown', () => {
    expect(parse('-J', 'p')).toEqual({ ask_vault_pass: true, positionals: ['p'] });
    expect(usageText(spec, 80)).not.toContain('-J');
  });
  test('help and version end at once', () => {
    expect(() => parse('-h', '--nosuch')).toThrow();
    try {
      parse('--version', '-f');
    } catch (e) {
      expect(e).toBeInstanceOf(ExitRequest);
    }
  });
});

test('help fits the terminal', () => {
  for (const columns of [40, 80, 132])
    for (const line of helpText(spec, columns).split('\n').slice(25))
      if (!line.includes('--')) expect(line.length).toBeLessThan(Math.max(columns, 44));
});
