import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Target } from '../../src/target/types.ts';
import type { PlainObject } from '../../src/value/plain.ts';
import { type HarnessOptions, newSaid, runModule } from './harness.ts';
import { startHttpServer } from './http-server.ts';

/** One step of a recorded run of the real Ansible: a task and what came back. `@D@` stands for the work directory. */
interface Step {
  readonly name: string;
  readonly module: string;
  readonly args: PlainObject | string;
  readonly check: boolean;
  readonly diff: boolean;
  readonly expected: Record<string, unknown>;
}

const times = new Set([
  'atime',
  'mtime',
  'ctime',
  'inode',
  'dev',
  'version',
  'elapsed',
  'date',
  'expires',
  'etag',
]);

/** Takes out what changes from run to run: times, inodes, temporary names, pids. */
function normal(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((v) => normal(v));
  if (value !== null && typeof value === 'object') {
    const entries = Object.entries(value).map(([k, v]) => [k, normal(v, k)] as const);
    const out: Record<string, unknown> = Object.fromEntries(entries);
    // Tracebacks were not recorded; a line about one is told with the failure of an action.
    if (key === '') delete out['exception'];
    // Compression differs a little between programs.
    if ('arcroot' in out) {
      if ('size' in out) out['size'] = '<varies>';
      for (const k of ['archived', 'expanded_paths']) if (Array.isArray(out[k])) out[k] = [...out[k]].sort();
    }
    if (key === '' && Array.isArray(out['files'])) {
      const path = (f: unknown): string => String((f as { path?: unknown }).path ?? f);
      out['files'] = [...out['files']].sort((a, b) => (path(a) < path(b) ? -1 : 1));
    }
    // The length of a path; the order in which a directory lists.
    if (out['state'] === 'link' && 'size' in out) out['size'] = '<varies>';
    if (key === 'path_content')
      for (const k of ['files', 'directories']) out[k] = [...(out[k] as string[])].sort();
    return out;
  }
  if (times.has(key) && value !== null) return '<varies>';
  if (typeof value !== 'string') return value;
  return value
    .replace(/(?<!\S)\S*\/ansible-tmp-[^\s/]*\/[^\s/]*/g, '<temp>')
    .replace(/(?<!\S)\S*\/\.?ansible_tmp\S*/g, '<temp>')
    .replace(/(?<!\S)\S*\/ansible-local-[^\s/]*\/[^\s]*/g, '<temp>')
    .replace(/={15}\d{19}==/g, '<boundary>')
    .replace(/\/tmp\/ats-\w+\/(?=ansible\.|x\.)/g, '/tmp/') // (test/scratch.ts)
    .replace(/(ansible\.|x\.)[a-z0-9_]{8}\b/g, '$1<random>')
    .replace(/\.\d+\.\d{4}-\d\d-\d\d@\d\d:\d\d:\d\d~/g, '.<pid>.<time>~');
}

export interface ReplayOptions extends HarnessOptions {
  /** Steps whose answer differs on purpose, with what ours is (a part of the result); see COMPATIBILITY.md. */
  /** Starts the web server of the recorded addresses. */
  readonly server?: boolean;
  /** The target to run on; default this machine, in process. */
  readonly over?: () => Target;
  /** Only the steps of these modules (and what prepares them). */
  readonly only?: readonly string[];
  readonly differs?: Readonly<Record<string, Record<string, unknown>>>;
}

/** Plays a recorded run step by step against the native modules and compares every answer. */
export function replay(file: string, options: ReplayOptions = {}): void {
  const dir = mkdtempSync(join(tmpdir(), 'replay-'));
  const target = options.over?.();
  afterAll(async () => {
    await target?.close();
    rmSync(dir, { recursive: true, force: true });
  });
  const work = join(dir, 'w');
  const address: { url?: string } = {};
  if (options.server) {
    let server: Awaited<ReturnType<typeof startHttpServer>>;
    beforeAll(async () => {
      server = await startHttpServer();
      address.url = server.url;
    });
    afterAll(() => server.close());
  }
  const here = (value: unknown): unknown =>
    JSON.parse(
      JSON.stringify(value).replaceAll('http://127.0.0.9:18581', address.url ?? 'http://127.0.0.9:18581'),
    );
  const text = readFileSync(join(import.meta.dirname, 'data/oracle', file), 'utf8');
  const steps = JSON.parse(text.replaceAll('@D@', work)) as Step[];
  for (const step of steps) {
    if (step.module !== 'shell' && options.only && !options.only.includes(step.module)) continue;
    test(step.name, async () => {
      if (step.module === 'shell') {
        execFileSync('/bin/sh', ['-c', step.args as string], { stdio: 'ignore' });
        return;
      }
      const said = newSaid();
      const got = await runModule(step.module, here(step.args) as PlainObject, {
        ...options,
        ...(target === undefined ? {} : { target }),
        said,
        check: step.check,
        diff: step.diff,
      });
      if (said.warnings.length > 0) got['warnings'] = said.warnings;
      for (const k of ['stdout', 'stderr']) {
        if (typeof got[k] === 'string')
          got[`${k}_lines`] = got[k] === '' ? [] : got[k].replace(/\n$/, '').split('\n');
      }
      const differs = options.differs?.[step.name];
      if (differs !== undefined) expect(normal(got)).toMatchObject(differs);
      else if (String(step.expected['msg']).startsWith('MODULE FAILURE')) expect(got['failed']).toBe(true);
      else expect(normal(got)).toEqual(normal(here(step.expected)));
    });
  }
}
