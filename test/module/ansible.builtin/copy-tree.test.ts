import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ProcessOpener } from '../../../src/target/shell/channel.ts';
import { ShellTarget } from '../../../src/target/shell/shell-target.ts';
import type { Target } from '../../../src/target/types.ts';
import { runModule } from '../harness.ts';

const base = mkdtempSync(join(tmpdir(), 'copy-tree-'));
const source = join(base, 'source');
const boxes = join(base, 'boxes');
const env = process.env as Record<string, string>;
const umask = process.umask();

/** Everything below a directory as text: kind, mode, owner, contents. */
function listing(dir: string, below = ''): string[] {
  return readdirSync(join(dir, below))
    .sort()
    .flatMap((name) => {
      const rel = join(below, name);
      const s = lstatSync(join(dir, rel));
      const line = `${rel.replace(/\.\d+\.\d{4}-\d\d-\d\d@.*~$/, '.backup')} ${(s.mode & 0o7777).toString(8)} ${s.uid}:${s.gid}`;
      if (s.isDirectory()) return [line, ...listing(dir, rel)];
      if (s.isSymbolicLink()) return [`${rel} -> ${readlinkSync(join(dir, rel))}`];
      const data = readFileSync(join(dir, rel));
      return [`${line} ${data.length > 200 ? data.length : data.toString()}`];
    });
}

const targets: Record<string, () => Target> = {
  dash: () => new ShellTarget({ host: 'h', user: 'root', opener: new ProcessOpener(['sh'], env) }),
  busybox: () =>
    new ShellTarget({
      host: 'h',
      user: 'root',
      opener: new ProcessOpener([join(boxes, 'sh')], { ...env, PATH: boxes }),
    }),
};

beforeAll(() => {
  mkdirSync(boxes);
  execFileSync('busybox', ['--install', '-s', boxes]);
  for (const d of ['empty', 'sub/deep', 'a b']) mkdirSync(join(source, d), { recursive: true });
  for (let i = 0; i < 12; i++) writeFileSync(join(source, `f${i}`), `content ${i}\n`);
  writeFileSync(join(source, 'sub/x'), 'x');
  writeFileSync(join(source, 'sub/deep', 'y'.repeat(150)), 'long name');
  writeFileSync(join(source, "a b/it's\t$x"), 'odd name');
  writeFileSync(join(source, '-dash'), 'dash');
  writeFileSync(join(source, 'zero'), '');
  writeFileSync(join(source, 'large'), Buffer.alloc(1_500_000, 'l'));
  writeFileSync(join(source, 'script'), '#!/bin/sh\n');
  chmodSync(join(source, 'script'), 0o755);
  symlinkSync('f1', join(source, 'link'));
  symlinkSync('nowhere', join(source, 'sub/dangling-is-skipped'));
  rmSync(join(source, 'sub/dangling-is-skipped'));
  symlinkSync('../f2', join(source, 'sub/link2'));
});
afterAll(() => {
  process.umask(umask);
  rmSync(base, { recursive: true, force: true });
});

/** What is at the destination before the copy. */
const before: Record<string, (dest: string) => void> = {
  nothing: () => {},
  'something old': (dest) => {
    mkdirSync(join(dest, 'sub'), { recursive: true });
    writeFileSync(join(dest, 'f0'), 'content 0\n');
    writeFileSync(join(dest, 'f1'), 'other');
    chmodSync(join(dest, 'f1'), 0o604);
    execFileSync('chown', ['12:34', join(dest, 'f1')]);
    writeFileSync(join(dest, 'sub/x'), 'other x');
    writeFileSync(join(dest, 'stays'), 'stays');
    chmodSync(join(dest, 'sub'), 0o2770);
  },
  'a link in the place of a file': (dest) => {
    mkdirSync(dest);
    writeFileSync(join(dest, 'end'), 'end');
    symlinkSync('end', join(dest, 'f3'));
  },
};

const parameters: ReadonlyArray<Record<string, string | boolean>> = [
  {},
  { mode: '0640', directory_mode: '0750' },
  { mode: 'preserve' },
  { mode: 'u=rwX,g=rX,o=', owner: 'daemon', group: '34' },
  { backup: true },
  { force: false },
  { local_follow: false },
  { follow: true },
];

describe.each(Object.keys(targets))('copy of a tree over %s', (kind) => {
  for (const [name, prepare] of Object.entries(before))
    for (const more of parameters)
      it(`does as file by file: ${name}, ${JSON.stringify(more)}`, async () => {
        const run = async (side: string, target: Target | undefined) => {
          const dest = join(base, `${side}-dest`);
          rmSync(dest, { recursive: true, force: true });
          prepare(dest);
          const task = (check: boolean) =>
            runModule(
              'copy',
              { src: `${source}/`, dest: `${dest}/`, ...more },
              { check, ...(target ? { target } : {}) },
            ).then(({ changed, failed, msg }) => ({
              changed,
              failed,
              msg: String(msg).replaceAll(dest, 'DEST'),
            }));
          const checked = await task(true);
          const untouched = existsSync(dest) ? listing(dest) : [];
          const first = await task(false);
          const after = listing(dest);
          const second = await task(false);
          return { checked, untouched, first, after, second, again: listing(dest) };
        };
        const target = targets[kind]!();
        try {
          expect(await run('shell', target)).toEqual(await run('local', undefined));
        } finally {
          await target.close();
        }
      }, 60_000);

  it('goes in one stream', async () => {
    const target = targets[kind]!();
    const scripts: string[] = [];
    const placeMany = target.placeMany!.bind(target);
    Object.assign(target, {
      placeMany: async (r: Parameters<typeof placeMany>[0]) => {
        const done = await placeMany(r);
        scripts.push(`${r.files.length} ${done}`);
        return done;
      },
    });
    const dest = join(base, 'stream');
    await runModule('copy', { src: source, dest }, { target });
    expect(scripts).toEqual(['21 true']);
    expect(listing(dest).some((l) => l.includes('.ansible_tmp'))).toBe(false);
    rmSync(dest, { recursive: true });
    await target.close();
  }, 30_000);
});
