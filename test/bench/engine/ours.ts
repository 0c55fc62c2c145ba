import { readFileSync } from 'node:fs';
import { loadSettings } from '../../../src/config/settings.ts';
import { Environment } from '../../../src/jinja/environment.ts';
import { findLookup } from '../../../src/lookup/index.ts';
import type { TemplarEnvironment } from '../../../src/template/environment.ts';
import { Templar } from '../../../src/template/templar.ts';
import { fromPlain, type PlainObject } from '../../../src/value/plain.ts';
import { MapScope } from '../../../src/value/scope.ts';
import { asText } from '../../../src/value/text.ts';
import type { Value } from '../../../src/value/types.ts';

/** Times our engine on the cases; prints {name: {seconds, check}} as JSON. Each has its own warm-up of nothing. */
interface Case {
  readonly n: number;
  readonly template: string;
  readonly vars?: object;
}
const cases = JSON.parse(readFileSync(process.argv[2] as string, 'utf8')) as Record<string, Case>;
const quick = process.argv.length > 3;
const out: Record<string, { seconds: number; cpu: number; check: number }> = {};
const count = (c: Case): number => (quick ? Math.max(2, Math.floor(c.n / 20)) : c.n);
/** A clock of both kinds; `cpu` counts the compiler's and collector's threads too. */
const clock = (): (() => { seconds: number; cpu: number }) => {
  const start = performance.now();
  const cpu = process.cpuUsage();
  return () => {
    const { user, system } = process.cpuUsage(cpu);
    return { seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 };
  };
};

{
  const c = cases.rows as Case;
  const rows: Value[] = Array.from({ length: 1000 }, (_, i) => [`cell ${i}`, i, i * 2, 'x'.repeat(i % 7)]);
  const template = new Environment({}).fromString(c.template);
  const vars = new Map<string, Value>([['rows', rows]]);
  template.render(vars);
  const stop = clock();
  let size = 0;
  // a text that was put together piece by piece is only laid out when it is read: counting its bytes does that
  for (let i = 0; i < count(c); i++) size = Buffer.byteLength(asText(template.render(vars)) as string);
  out.rows = { ...stop(), check: size };
}
{
  const c = cases.small as Case;
  const vars = new Map<string, Value>([
    ['name', 'host'],
    ['count', 5000],
    ['items', ['a', 'b', 'c']],
  ]);
  const stop = clock();
  const env = new Environment({});
  let size = 0;
  for (let i = 0; i < count(c); i++)
    size += (asText(env.fromString(c.template.replaceAll('@N@', String(i))).render(vars)) as string).length;
  out.small = { ...stop(), check: size };
}
{
  const c = cases.templar as Case;
  const settings = loadSettings({ cwd: '/', env: { ANSIBLE_CONFIG: '' } });
  const world: TemplarEnvironment = {
    baseDir: '/',
    env: {},
    searchPath: () => ['/'],
    findFile: () => undefined,
    readFile: (path) => readFileSync(path),
    setting: (name) => (settings.has(name) ? (settings.get(name) as Value) : undefined),
    lookup: findLookup,
    loadTemplate: () => undefined,
    hosts: () => [],
  };
  const vars = fromPlain(c.vars as PlainObject) as Map<string, Value>;
  let size = 0;
  const stop = clock();
  for (let i = 0; i < count(c); i++) {
    // a templar for every call, as the runner makes one for every task: nothing that was resolved is kept
    const templar = new Templar(world, new MapScope(vars));
    size += (asText(templar.templateSync(c.template.replaceAll('@N@', String(i)))) as string).length;
  }
  out.templar = { ...stop(), check: size };
}
process.stdout.write(`${JSON.stringify(out)}\n`);
