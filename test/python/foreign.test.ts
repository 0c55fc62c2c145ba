import { copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runForeignModule } from '../../src/python/index.ts';
import { moduleKind } from '../../src/python/kind.ts';
import { importsOf } from '../../src/python/payload.ts';
import { utilSources } from '../../src/python/utils-source.ts';
import { LocalTarget } from '../../src/target/local/local-target.ts';
import { ProcessOpener } from '../../src/target/shell/channel.ts';
import { ShellTarget } from '../../src/target/shell/shell-target.ts';
import type { Target } from '../../src/target/types.ts';
import { jsonDumps } from '../../src/value/json.ts';
import { jsonLoads } from '../../src/value/json-read.ts';
import type { Dict } from '../../src/value/types.ts';

const data = join(import.meta.dirname, 'data');
const env = process.env as Record<string, string>;
type Plain = Record<string, unknown>;

const old = '/root/.pyenv/versions/2.7.18/bin/python2.7';
const pythons: Array<string | undefined> = [undefined, ...(existsSync(old) ? [old] : [])];
const targets: Record<string, () => Target> = {
  local: () => new LocalTarget({ host: 'h', environment: env }),
  shell: () => new ShellTarget({ host: 'h', user: 'root', opener: new ProcessOpener(['/bin/sh'], env) }),
};

for (const [kind, open] of Object.entries(targets))
  for (const python of pythons)
    describe(`a module in Python on ${kind} with ${python ?? 'the Python found'}`, () => {
      let t: Target;
      let dir: string;
      beforeAll(() => {
        t = open();
        dir = mkdtempSync(join(tmpdir(), 'foreign-'));
      });
      afterAll(async () => {
        await t.close();
        rmSync(dir, { recursive: true });
      });
      const run = async (
        name: string,
        args: Plain,
        more: { checkMode?: boolean; interpreter?: string } = {},
      ): Promise<Plain> =>
        JSON.parse(
          jsonDumps(
            await runForeignModule({
              path: join(data, 'library', name),
              args: jsonLoads(JSON.stringify(args)) as Dict,
              target: t,
              meta: { checkMode: more.checkMode ?? false, diff: false, noLog: false, verbosity: 0 },
              moduleUtilsPaths: [join(data, 'module_utils')],
              interpreter: more.interpreter ?? python,
            }),
          ),
        ) as Plain;

      it('gives parameters, converted and checked', async () => {
        const r = await run('full.py', {
          action: 'echo',
          items: ['1', 2],
          nested: [{ name: 'a' }, { name: 'b', port: '8080', on: 'yes' }],
          switch: 'off',
          size: '1K',
          secret: 'geheim',
        });
        expect(r).toMatchObject({
          loud: 'GRÜSS!'.replace('SS', python === undefined ? 'SS' : 'ß'),
          items_: [1, 2],
          flag: false,
          size: 1024,
          true: true,
          nothing: null,
          pairs: ['a'],
          text: true,
          nested: [
            { name: 'a', port: 80, on: null },
            { name: 'b', port: 8080, on: true },
          ],
          secret: 'VALUE_SPECIFIED_IN_NO_LOG_PARAMETER',
        });
        expect(JSON.stringify(r)).not.toContain('geheim');
      });

      it('words bad parameters as Ansible does', async () => {
        const bad = async (args: Plain): Promise<unknown> => (await run('full.py', args))['msg'];
        expect(await bad({})).toBe('missing required arguments: action');
        expect(await bad({ action: 'no' })).toBe(
          'value of action must be one of: write, echo, crash, run, fail, url, got: no',
        );
        expect(await bad({ action: 'write' })).toBe(
          'action is write but all of the following are missing: path',
        );
        expect(await bad({ action: 'echo', items: [1], extra: {} })).toBe(
          'parameters are mutually exclusive: items|extra',
        );
        expect(await bad({ action: 'echo', url_username: 'x' })).toBe(
          'parameters are required together: url_username, url_password',
        );
        expect(await bad({ action: 'echo', nested: [{}] })).toBe(
          'missing required arguments: name found in nested',
        );
        expect(await bad({ action: 'echo', flag: 'perhaps' })).toMatch(
          /^argument 'flag' is of type .*str'> and we were unable to convert to bool: The value 'perhaps' is not a valid boolean\./,
        );
        expect(await bad({ action: 'echo', other: 1 })).toMatch(
          /^Unsupported parameters for \(full\) module: other\. Supported parameters include: action, attributes, .*validate_certs \(attr, switch\)\.$/,
        );
      });

      it('writes files atomically, with attributes and check mode', async () => {
        const path = join(dir, 'written');
        expect(
          await run('full.py', { action: 'write', path, content: 'hello' }, { checkMode: true }),
        ).toMatchObject({ changed: true });
        expect(existsSync(path)).toBe(false);
        const r = await run('full.py', { action: 'write', path, content: 'hello', mode: 'u=rw,g=r,o=' });
        expect(r).toMatchObject({ changed: true, sha1: 'aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d' });
        expect(statSync(path).mode & 0o7777).toBe(0o640);
        expect(existsSync(String(r['tmp']))).toBe(false);
        expect(await run('full.py', { action: 'write', path, content: 'hello', mode: '0640' })).toMatchObject(
          { changed: false },
        );
      });

      it('runs programs, fails and crashes as Ansible tells it', async () => {
        expect(await run('full.py', { action: 'run' })).toMatchObject({
          ran: [3, 'in\nbar\n', 'err\n'],
          shell: 'ONE\n',
          sh: true,
        });
        expect(await run('full.py', { action: 'fail', secret: 'geheim' })).toMatchObject({
          failed: true,
          msg: 'no: ********',
          rc: 7,
        });
        const crash = await run('full.py', { action: 'crash' });
        expect(crash).toMatchObject({
          failed: true,
          rc: 1,
          module_stdout: '',
          msg: 'MODULE FAILURE\nSee stdout/stderr for the exact error',
        });
        expect(crash['exception']).toMatch(/full\.py", line \d+, in main\n {4}raise RuntimeError\('kaputt '/);
      });

      it('fetches from a server', async () => {
        const server = createServer((_q, a) => a.end('served'));
        await new Promise<void>((f) => server.listen(0, '127.0.0.1', f));
        const at = server.address();
        const port = typeof at === 'object' && at ? at.port : 0;
        expect(
          await run('full.py', { action: 'url', url: `http://127.0.0.1:${port}/x`, use_proxy: false }),
        ).toMatchObject({ status: 200, body: 'served', netloc: `127.0.0.1:${port}` });
        server.close();
      });

      it('runs the old styles and other languages', async () => {
        expect(await run('old.py', { a: 1 })).toMatchObject({ a: '1', rc: [1, 'hi\n', ''] });
        expect(await run('include_common.py', { a: 'x' })).toMatchObject({ a: 'x' });
        expect(await run('wj.py', { a: 1, b: 'two' })).toEqual({
          changed: false,
          args: { a: 1, b: 'two' },
          argv: 2,
        });
        expect(await run('ja.py', { a: 1 })).toEqual({ args: { a: 1 } });
        const sh = await run('sh1', { a: 'one', b: "it's" });
        expect(sh['got']).toBe('one');
        expect(sh['file']).toContain('_ansible_check_mode=False');
        expect(await run('junk.py', {})).toMatchObject({ changed: false, y: 1 });
      });

      it('starts itself anew in another Python, once', async () => {
        expect(await run('again.py', { word: 'ü' })).toMatchObject({
          version: '2.14.18',
          word: 'ü',
          other: 'other',
          none: null,
        });
        const twice = await run('again.py', { times: 2 });
        expect(twice).toMatchObject({ failed: true, rc: 1 });
        expect(`${twice['module_stdout']}${twice['module_stderr']}`).toContain('has already been respawned');
      });

      it('says what is missing', async () => {
        await expect(run('imp.py', {})).rejects.toThrow(
          "Could not find imported module support code for ansible.modules.imp.  Looked for (['ansible.module_utils.nosuch.x', 'ansible.module_utils.nosuch'])",
        );
        expect(await run('full.py', { action: 'echo' }, { interpreter: '/nope/python' })).toMatchObject({
          failed: true,
          rc: 127,
          msg: 'The module failed to execute correctly, you probably need to set the interpreter.\nSee stdout/stderr for the exact error',
        });
      });

      it('runs a binary', async () => {
        // any program will do: it prints no JSON
        copyFileSync('/bin/true', join(dir, 'binary'));
        const r = await runForeignModule({
          path: join(dir, 'binary'),
          args: new Map(),
          target: t,
          meta: { checkMode: false, diff: false, noLog: false, verbosity: 0 },
          moduleUtilsPaths: [],
        });
        expect(r.get('msg')).toBe('MODULE FAILURE\nSee stdout/stderr for the exact error');
        expect(r.get('rc')).toBe(0);
      });
    });

describe('payloads', () => {
  it('tells the kinds of modules apart', () => {
    const of = (text: string): string => moduleKind(Buffer.from(text));
    expect(of('#!/usr/bin/python\nfrom ansible.module_utils.basic import *\n')).toBe('python');
    expect(of('#!/usr/bin/python\nimport ansible.module_utils.basic\n')).toBe('python');
    expect(of('#!/usr/bin/python\n#<<INCLUDE_ANSIBLE_MODULE_COMMON>>\n')).toBe('python');
    expect(of('#!/usr/bin/perl\n# WANT_JSON\n')).toBe('want-json');
    expect(of('#!/bin/sh\necho "{}"\n')).toBe('key-value');
    expect(of('x="""<<INCLUDE_ANSIBLE_MODULE_JSON_ARGS>>"""')).toBe('json-args');
    expect(moduleKind(Buffer.from([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0]))).toBe('binary');
  });
  it('finds what a source imports', () => {
    const text =
      'from ansible.module_utils.a import (b,\n  c as d)\nimport ansible.module_utils.e as f, os\nfrom .g import h\nfrom ..i import *\n';
    expect(importsOf(text, 'ansible.module_utils.p.q', false)).toEqual([
      ['ansible.module_utils.a', 'b'],
      ['ansible.module_utils.a', 'c'],
      ['ansible.module_utils.e', undefined],
      ['ansible.module_utils.p.g', 'h'],
      ['ansible.module_utils.i', undefined],
    ]);
  });
  it('has every file of module_utils in the bundle', async () => {
    const listed = [
      ...readFileSync(join(import.meta.dirname, '../../src/python/utils-bundled.ts'), 'utf8').matchAll(
        /from '\.\/(module_utils\/[^']+)'/g,
      ),
    ].map((m) => m[1]);
    expect(listed.sort()).toEqual([...(await utilSources()).keys()].sort());
    expect(readdirSync(data)).toContain('library');
  });
});
