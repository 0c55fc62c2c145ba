import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const file = join(here, 'cases.json');

/** The template engine alone, timed inside each process (loading and start-up are left out). */
export async function engineRows({ scratch, quick, real }) {
  const program = join(scratch, 'engine.cjs');
  await build({
    entryPoints: [join(here, 'ours.ts')],
    outfile: program,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format: 'cjs',
    define: { 'import.meta.url': '__url' },
    banner: { js: "const __url=require('node:url').pathToFileURL(__filename).href;" },
    external: ['cpu-features', '*.node', 'fsevents'],
    loader: { '.py': 'text', '.sh': 'text', '.njk': 'text' },
    logLevel: 'error',
  });
  const run = (argv) =>
    JSON.parse(
      execFileSync(argv[0], [...argv.slice(1), file, ...(quick ? ['quick'] : [])], { encoding: 'utf8' }),
    );
  const ours = run([process.execPath, program]);
  const theirs = real ? run(['/usr/bin/python3', join(here, 'python.py')]) : {};
  return Object.entries(JSON.parse(readFileSync(file, 'utf8'))).map(([name, c]) => {
    if (theirs[name] && theirs[name].check !== ours[name].check)
      throw new Error(
        `${name}: ours gave ${ours[name].check} characters, the real one ${theirs[name].check}`,
      );
    const n = quick ? Math.max(2, Math.floor(c.n / 20)) : c.n;
    const side = (r) => r && { wall: r.seconds, cpu: r.cpu };
    return {
      title: c.title.replace('{n}', String(n)),
      goal: { timesReal: c.goal },
      ours: side(ours[name]),
      real: side(theirs[name]),
    };
  });
}
