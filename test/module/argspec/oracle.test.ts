import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ArgumentSpec, redact, validateArguments } from '../../../src/module/argspec/index.ts';
import { parseLiteral } from '../../../src/module/argspec/literal.ts';
import { jsonArgument } from '../../../src/module/argspec/repr.ts';
import { ModuleFailure } from '../../../src/module/define.ts';
import type { Dict, Value } from '../../../src/value/types.ts';

/** Specs, arguments and the answers that ansible-core 2.14.18's AnsibleModule gave for them. */
const cases = parseLiteral(
  readFileSync(join(import.meta.dirname, 'data/oracle.json'), 'utf8'),
  'json',
) as Dict[];

const booleanList = /Valid booleans include: .*/;

/** The spec as code has it: objects all the way, values of defaults and choices kept. */
function specOf(v: Value): unknown {
  if (Array.isArray(v)) return v.map(specOf);
  if (v instanceof Map) return Object.fromEntries([...v].map(([k, x]) => [String(k), specOf(x)]));
  return v;
}

async function answer(spec: ArgumentSpec, args: Dict): Promise<Dict> {
  const out: Dict = new Map();
  try {
    const r = validateArguments(spec, args, { moduleName: 'ansible.legacy.copy' });
    await r.expandPaths?.(async (p) => p.replace('~', '/root').replace('$HOME', '/root'));
    out.set('module_args', r.moduleArgs);
    if (r.warnings.length > 0) out.set('warnings', r.warnings);
    if (r.deprecations.length > 0)
      out.set(
        'deprecations',
        r.deprecations.map((d) => new Map(Object.entries(d)) as Dict),
      );
    return redact(out, r.noLogValues);
  } catch (e) {
    if (!(e instanceof ModuleFailure)) throw e;
    out.set('failed', true);
    out.set('msg', e.message.replace(booleanList, ''));
    return out;
  }
}

describe('arguments are checked as Ansible checks them', () => {
  test.each(cases.map((c) => [jsonArgument(c.get('spec')!), jsonArgument(c.get('args')!), c] as const))(
    '%s %s',
    async (_s, _a, c) => {
      const want = c.get('out') as Dict;
      const got = await answer(specOf(c.get('spec')!) as ArgumentSpec, c.get('args') as Dict);
      const expected: Dict = new Map();
      if (want.get('failed') === true) {
        expected.set('failed', true);
        expected.set('msg', String(want.get('msg')).replace(booleanList, ''));
      } else {
        expected.set('module_args', (want.get('invocation') as Dict).get('module_args')!);
        if (want.has('warnings')) expected.set('warnings', want.get('warnings')!);
        if (want.has('deprecations'))
          expected.set(
            'deprecations',
            (want.get('deprecations') as Dict[]).map(
              (d) =>
                new Map(
                  [...d]
                    .filter(([, v]) => v !== null)
                    .map(([k, v]) => [k === 'collection_name' ? 'collection' : k, v]),
                ),
            ),
          );
      }
      const text = (d: Dict): string => jsonArgument(d);
      expect(text(got)).toBe(text(expected));
    },
  );
});
