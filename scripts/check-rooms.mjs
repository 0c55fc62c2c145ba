// The rooms of src/ import only from rooms above them (see ARCHITECTURE.md), and no files import in a circle.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const src = resolve(dirname(fileURLToPath(import.meta.url)), '../src');
const order = [
  'errors',
  'config',
  'value',
  'yaml',
  'vault',
  'jinja',
  'template',
  'lookup',
  'vars',
  'inventory',
  'playbook',
  'target',
  'module',
  'python',
  'run',
  'callback',
  'cli',
];
const walk = (d) =>
  readdirSync(d).flatMap((n) => {
    const p = join(d, n);
    return statSync(p).isDirectory() ? walk(p) : p.endsWith('.ts') ? [p] : [];
  });
const room = (f) => relative(src, f).split('/')[0];
const graph = new Map();
const problems = [];
for (const file of walk(src)) {
  const deps = new Set();
  const text = readFileSync(file, 'utf8');
  for (const m of text.matchAll(
    /^(?:import|export)\b([^;'"]*?)\bfrom\s*['"](\.[^'"]+)['"]|\bimport\(\s*['"](\.[^'"]+)['"]\s*\)|^import\s*['"](\.[^'"]+)['"]/gm,
  )) {
    const typeOnly = /^\s*type\b/.test(m[1] ?? '');
    const to = resolve(dirname(file), m[2] ?? m[3] ?? m[4]);
    if (order.indexOf(room(to)) > order.indexOf(room(file)))
      problems.push(`${relative(src, file)}: imports ${relative(src, to)}, a room below its own`);
    if (!typeOnly && m[3] === undefined) deps.add(to);
  }
  graph.set(file, deps);
  if (!order.includes(room(file))) problems.push(`${relative(src, file)}: no such room`);
}
const state = new Map();
const visit = (f, path) => {
  if (state.get(f) === 2) return;
  if (state.get(f) === 1) {
    problems.push(`circle: ${[...path.slice(path.indexOf(f)), f].map((p) => relative(src, p)).join(' -> ')}`);
    return;
  }
  state.set(f, 1);
  for (const d of graph.get(f) ?? []) visit(d, [...path, f]);
  state.set(f, 2);
};
for (const f of graph.keys()) visit(f, []);
for (const p of problems) console.error(p);
console.log(`${graph.size} files, ${problems.length} problems of rooms`);
process.exit(problems.length ? 1 : 0);
