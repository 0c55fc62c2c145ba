// Writes docs/reference/*.md from the definitions of filters, tests, lookups and modules. `--check` only compares and
// ends with 1 where a page is not current.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import nunjucks from 'nunjucks';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const check = process.argv.includes('--check');

/** The definitions as data. */
async function collect() {
  const scratch = mkdtempSync(join(tmpdir(), 'reference-'));
  try {
    const program = join(scratch, 'collect.mjs');
    await build({
      absWorkingDir: root,
      entryPoints: ['scripts/reference/collect.ts'],
      outfile: program,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'esm',
      banner: { js: "import{createRequire as __cr}from'node:module';const require=__cr(import.meta.url);" },
      external: ['cpu-features', '*.node', 'fsevents'],
      supported: { 'dynamic-import': true },
      loader: { '.py': 'text', '.sh': 'text', '.njk': 'text' },
      logLevel: 'error',
    });
    return JSON.parse(
      execFileSync(process.execPath, [program], { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
    );
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

/** By collection, Jinja2's own first, then by name. */
function grouped(members) {
  const byCollection = new Map();
  for (const m of members) byCollection.set(m.collection, [...(byCollection.get(m.collection) ?? []), m]);
  return [...byCollection]
    .sort(([a], [b]) => (a === 'jinja2' ? -1 : b === 'jinja2' ? 1 : a < b ? -1 : 1))
    .map(([name, list]) => ({ name, members: list.sort((a, b) => (a.name < b.name ? -1 : 1)) }));
}

const data = await collect();
const env = new nunjucks.Environment(new nunjucks.FileSystemLoader(join(root, 'scripts/reference')), {
  autoescape: false,
});
env.addFilter('cell', (text) => String(text).replaceAll('|', '\\|').replaceAll('\n', ' '));

const call = (p) => (p.parameters === '' ? '' : `(${p.parameters})`);
const pages = {
  filters: {
    template: 'plugins.md.njk',
    title: 'Filters',
    intro: 'Every filter that a template can use, and how it is written after a value.',
    members: data.filters.map((p) => ({ ...p, use: `value | ${p.name}${call(p)}` })),
  },
  tests: {
    template: 'plugins.md.njk',
    title: 'Tests',
    intro: 'Every test that a template can use, and how it is written after a value.',
    members: data.tests.map((p) => ({ ...p, use: `value is ${p.name}${call(p)}` })),
  },
  lookups: {
    template: 'lookups.md.njk',
    title: 'Lookups',
    intro:
      "Every lookup: `lookup('name', term, option=value)` gives one value or a text, `query` a list, `with_name` a loop.",
    members: data.lookups,
  },
  modules: {
    template: 'modules.md.njk',
    title: 'Modules',
    intro: 'Every module that is built in, from its argument specification.',
    members: data.modules,
  },
};

const stale = [];
mkdirSync(join(root, 'docs/reference'), { recursive: true });
for (const [name, { template, members, ...page }] of Object.entries(pages)) {
  const text = `${env
    .render(template, { ...page, groups: grouped(members) })
    .replace(/[ \t]+$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim()}\n`;
  const file = join(root, 'docs/reference', `${name}.md`);
  if (existsSync(file) && readFileSync(file, 'utf8') === text) continue;
  if (check) stale.push(`docs/reference/${name}.md`);
  else writeFileSync(file, text);
}
if (stale.length > 0) {
  process.stderr.write(`not current: ${stale.join(', ')}; run node scripts/make-reference.mjs\n`);
  process.exitCode = 1;
}
