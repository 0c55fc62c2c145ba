// Speed against the real Ansible and a bare shell: whole processes, cold, side by side, so that the ratios count.
//   node test/bench/run.mjs [--quick] [--runs N] [--no-real] [--no-engine] [case ...]
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { engineRows } from './engine/run.mjs';
import { best, measure } from './measure.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const { values: opt, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    quick: { type: 'boolean' },
    runs: { type: 'string' },
    'no-real': { type: 'boolean' },
    'no-engine': { type: 'boolean' },
    real: { type: 'string', default: '/usr/bin/ansible-playbook' },
    ours: { type: 'string', default: join(here, '../../bin/ansible-playbook') },
  },
});
const runs = Number(opt.runs ?? (opt.quick ? 1 : 3));
const real = !opt['no-real'] && existsSync(opt.real);
const scratch = mkdtempSync(join(tmpdir(), 'ansible-ts-bench-'));
process.on('exit', () => rmSync(scratch, { recursive: true, force: true }));

const names = readdirSync(join(here, 'cases')).map((f) => f.replace(/\.mjs$/, ''));
const wanted = positionals.length > 0 ? names.filter((n) => positionals.includes(n)) : names.sort();
const rows = [];
for (const name of wanted) {
  process.stderr.write(`${name} ...\n`);
  rows.push(await bench(name));
}
if (!opt['no-engine'] && (positionals.length === 0 || positionals.includes('engine')))
  rows.push(...(await engineRows({ scratch, quick: opt.quick, real })));
print(rows);

async function bench(name) {
  const { default: c } = await import(`./cases/${name}.mjs`);
  const n = opt.quick && c.n ? Math.max(8, Math.ceil(c.n / 10)) : c.n;
  const dir = join(scratch, name);
  mkdirSync(dir);
  const prepared = c.prepare?.(n, dir);
  for (const [file, text] of Object.entries(c.files ?? {})) writeFileSync(join(dir, file), text);
  const fresh = (side) => {
    const work = join(dir, side);
    rmSync(work, { recursive: true, force: true });
    mkdirSync(work);
    for (const [file, text] of Object.entries(c.files ?? {})) writeFileSync(join(work, file), text);
    // what a run made must not make the next one shorter
    for (const path of c.after?.(dir) ?? []) rmSync(path, { force: true });
    return work;
  };
  const play = (side, program) => () => {
    const work = fresh(side);
    const file = join(dir, 'play.yml');
    writeFileSync(file, c.playbook(n, c.prepare ? dir : work, prepared));
    const inventory = c.inventory?.() ?? 'localhost,';
    return measure([...program, '-i', inventory, '-c', 'local', file, ...(c.arguments ?? [])], {
      cwd: dir,
      scratch,
    });
  };
  const row = { title: c.title.replace('{n}', String(n)), goal: c.goal };
  row.ours = best(runs, play('ours', [process.execPath, opt.ours]));
  if (c.shell) {
    row.shell = best(runs, () => {
      const work = fresh('shell');
      return measure(['/bin/bash', '-c', c.shell(n, c.prepare ? dir : work, prepared)], {
        cwd: dir,
        scratch,
      });
    });
  }
  if (real) row.real = best(c.realRuns ?? 1, play('real', [opt.real]));
  rmSync(dir, { recursive: true, force: true });
  return row;
}

function print(rows) {
  const s = (x) => (x === undefined ? '-' : x.toFixed(x < 1 ? 3 : 2));
  const ratio = (a, b) => (a === undefined || b === undefined ? '-' : `${(a / b).toFixed(1)}x`);
  const head = ['', 'ours s', 'cpu', 'MB', 'shell s', 'real s', 'cpu', 'faster', 'by cpu', 'goal', ''];
  const table = rows.map((r) => [
    r.title,
    s(r.ours.wall),
    s(r.ours.cpu),
    r.ours.mb === undefined ? '-' : r.ours.mb.toFixed(0),
    s(r.shell?.wall),
    s(r.real?.wall),
    s(r.real?.cpu),
    ratio(r.real?.wall, r.ours.wall),
    ratio(r.real?.cpu, r.ours.cpu),
    goalText(r.goal),
    verdict(r),
  ]);
  const widths = head.map((h, i) => Math.max(h.length, ...table.map((t) => t[i].length)));
  for (const line of [head, ...table])
    console.log(
      line
        .map((c, i) => (i === 0 ? c.padEnd(widths[i]) : c.padStart(widths[i])))
        .join('  ')
        .trimEnd(),
    );
}

function goalText(g) {
  if (g.seconds !== undefined) return `${g.seconds} s`;
  if (g.timesShell !== undefined) return `${g.timesShell}x shell`;
  return `${g.timesReal}x`;
}

/** A goal is met by wall time or, on a busy machine, by CPU time. */
function verdict(r) {
  const notes = [];
  if (r.ours.mb > 100) notes.push('memory');
  const { seconds, timesShell, timesReal } = r.goal;
  let met;
  if (seconds !== undefined) met = Math.min(r.ours.wall, r.ours.cpu) <= seconds;
  else if (timesShell !== undefined)
    met = Math.min(r.ours.wall / r.shell.wall, r.ours.cpu / r.shell.cpu) <= timesShell;
  else if (r.real) met = Math.max(r.real.wall / r.ours.wall, r.real.cpu / r.ours.cpu) >= timesReal;
  return [met === undefined ? '-' : met ? 'met' : 'SHORT', ...notes].join(', ');
}
