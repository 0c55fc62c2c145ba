import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { callbackLoaders } from '../../src/callback/registry.gen.ts';
import { casesDir, listCases } from './run-case.mjs';

// Every keyword and every callback is in at least one recorded case.

/** Ansible's keyword reference, but for accelerate and its kin, which 2.14 refuses. */
const keywords = (
  'action always any_errors_fatal args async become become_exe become_flags become_method become_user block ' +
  'changed_when check_mode collections connection debugger delay delegate_facts delegate_to diff environment ' +
  'fact_path failed_when force_handlers gather_facts gather_subset gather_timeout handlers hosts ignore_errors ' +
  'ignore_unreachable local_action loop loop_control max_fail_percentage module_defaults name no_log notify order ' +
  'poll port post_tasks pre_tasks register remote_user rescue retries roles run_once serial strategy tags tasks ' +
  'throttle timeout until vars vars_files vars_prompt when listen import_playbook ' +
  'loop_var index_var label pause extended extended_allitems with_items'
).split(' ');

function textOf(dir: string): string {
  let out = '';
  for (const e of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, e.name);
    if (e.name === 'expected') continue;
    if (e.isDirectory()) out += textOf(path);
    else if (e.isFile() && /\.(?:ya?ml|json|cfg)$|^cmd$/.test(e.name))
      out += `${readFileSync(path, 'utf8')}\n`;
  }
  return out;
}

const texts = listCases().map((name) => textOf(join(casesDir, name)));

describe('conformance cases', () => {
  test('are at least 400', () => {
    expect(texts.length).toBeGreaterThanOrEqual(400);
  });
  test.each(keywords)('keyword %s', (keyword) => {
    const used = new RegExp(`(?:^|[\\s{,"-])${keyword}"?:(?:\\s|$)`, 'm');
    expect(texts.some((t) => used.test(t))).toBe(true);
  });
  test.each(Object.keys(callbackLoaders))('callback %s', (full) => {
    const short = full.slice(full.lastIndexOf('.') + 1);
    if (short === 'default') return;
    const used = new RegExp(
      `(?:callback|CALLBACK)\\w*"?\\s*[:=]\\s*"?(?:[\\w.]+,\\s*)*(?:${full.replaceAll('.', '\\.')}|${short})\\b`,
    );
    expect(texts.some((t) => used.test(t))).toBe(true);
  });
});
