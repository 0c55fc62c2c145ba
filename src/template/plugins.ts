import { notices } from '../errors/notices.ts';
import { builtinFilter, builtinTest } from '../jinja/builtins.ts';
import type { FilterDefinition, TestDefinition } from '../jinja/define.ts';
import { PyError, valueError } from '../value/errors.ts';
import { repr } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import type { TemplarEnvironment } from './environment.ts';
import { classRepr } from './errors.ts';
import { noteNativeText, noteVolatile } from './evaluation.ts';
import { ansibleFilters } from './filters.gen.ts';
import { NativeText } from './support/native-text.ts';
import { ansibleTests } from './tests.gen.ts';

/** Collections whose plugins are also known by their short names, as Ansible's routing has it. */
const SHORT = ['ansible.builtin', 'ansible.netcommon'];
/** Filters of ansible.utils that Ansible also knows by short names and in ansible.netcommon; both are deprecated. */
const NETWORK = [
  ...['cidr_merge', 'ipaddr', 'ipmath', 'ipwrap', 'ip4_hex', 'ipv4', 'ipv6', 'ipsubnet', 'next_nth_usable'],
  ...['network_in_network', 'network_in_usable', 'reduce_on_network', 'nthhost', 'previous_nth_usable'],
  ...['slaac', 'hwaddr'],
];
const MOVED = new Set([...NETWORK, 'macaddr'].map((n) => `ansible.netcommon.${n}`).concat(NETWORK));
const SHORT_GENERAL = new Set([
  'json_query',
  'random_mac',
  'lists_mergeby',
  'groupby_as_dict',
  'version_sort',
  'dict_kv',
  'from_csv',
  'hashids_encode',
  'hashids_decode',
]);

/** Filters whose result stays text, whatever it looks like (Ansible's setting STRING_TYPE_FILTERS). */
const TEXT_FILTERS = new Set([
  'string',
  'to_json',
  'to_nice_json',
  'to_yaml',
  'to_nice_yaml',
  'ppretty',
  'json',
]);

/** Tests that Ansible before 2.9 also knew as filters. */
const TEST_FILTERS = new Set([
  'success',
  'succeeded',
  'successful',
  'failed',
  'failure',
  'changed',
  'change',
  'skipped',
  'skip',
  'started',
  'finished',
  'reachable',
  'unreachable',
  'version_compare',
  'search',
  'match',
  'regex',
  'issubset',
  'issuperset',
  'is_dir',
  'is_file',
  'is_link',
  'is_abs',
  'is_same_file',
  'is_mount',
  'exists',
  'link_exists',
  'isnan',
  'any',
  'all',
]);

type Definition = FilterDefinition | TestDefinition;

/** Our own plugins by every name under which they are known. */
function index<D extends Definition>(registry: Readonly<Record<string, D>>): Map<string, D> {
  const out = new Map<string, D>();
  for (const [key, definition] of Object.entries(registry)) {
    const dot = key.lastIndexOf('.');
    const [collection, stem] = [key.slice(0, dot), key.slice(dot + 1)];
    for (const name of [stem, ...(definition.aliases ?? [])]) {
      out.set(`${collection}.${name}`, definition);
      if (collection === 'ansible.builtin') out.set(`ansible.legacy.${name}`, definition);
      if (collection === 'ansible.utils' && MOVED.has(`ansible.netcommon.${name}`))
        out.set(`ansible.netcommon.${name}`, definition);
      if (collection === 'ansible.builtin' && name === 'path_join')
        out.set('community.general.path_join', definition);
      const short =
        SHORT.includes(collection) ||
        (collection === 'ansible.utils' && MOVED.has(name)) ||
        (collection === 'community.general' && SHORT_GENERAL.has(name));
      if (short && (collection === 'ansible.builtin' || !out.has(name))) out.set(name, definition);
    }
  }
  return out;
}

let filterIndex: Map<string, FilterDefinition> | undefined;
let testIndex: Map<string, TestDefinition> | undefined;

const ownFilters = (): Map<string, FilterDefinition> => {
  filterIndex ??= index<FilterDefinition>(ansibleFilters);
  return filterIndex;
};
const ownTests = (): Map<string, TestDefinition> => {
  testIndex ??= index<TestDefinition>(ansibleTests);
  return testIndex;
};

/** One of Ansible's own filters by short or full name. */
export const ansibleFilter = (name: string): FilterDefinition | undefined => ownFilters().get(name);
/** One of Ansible's own tests by short or full name. */
export const ansibleTest = (name: string): TestDefinition | undefined => ownTests().get(name);

const wrapped = new WeakMap<Definition, Definition>();

/** The definition with what the templar must know noted: that the result may differ next time, that it stays text. */
function observed<D extends Definition>(name: string, definition: D, isFilter: boolean): D {
  const keepsText = isFilter && TEXT_FILTERS.has(name.slice(name.lastIndexOf('.') + 1));
  if (!definition.volatile && !keepsText) return definition;
  let w = wrapped.get(definition) as D | undefined;
  if (!w) {
    const run = definition.run.bind(definition);
    w = {
      ...definition,
      run(ctx, ...args): Value {
        if (definition.volatile) noteVolatile();
        const result = run(ctx, ...args);
        const text = keepsText ? asText(result) : undefined;
        if (text === undefined) return result;
        noteNativeText();
        return new NativeText(text);
      },
    } as D;
    wrapped.set(definition, w);
  }
  return w;
}

/** A test in the place of a filter: accepted, with one deprecation. */
function testAsFilter(name: string): FilterDefinition | undefined {
  if (!TEST_FILTERS.has(name)) return undefined;
  const test = ansibleTest(name);
  if (!test) return undefined;
  notices().deprecated(
    `Using tests as filters is deprecated. Instead of using \`result|${name}\` use \`result is ${name}\`.`,
    { version: '2.9', collection: 'ansible.builtin' },
  );
  return test;
}

/** A name of a plugin that a template computes; Ansible's text for what is no text. */
export function pluginName(v: Value): string {
  const name = asText(v);
  if (name === undefined) throw valueError(`key must be a string, got ${classRepr(v)} instead`);
  return name;
}

/** Why there is no such plugin: its name is none, its collection is not there, or that has no plugin of the name. */
function whyNot(env: TemplarEnvironment, name: string): string {
  const full = name.includes('.') ? name : `ansible.builtin.${name}`;
  if (!/^[\p{L}\p{N}_]+(?:\.[\p{L}\p{N}_]+){2,}$/u.test(full)) return `invalid plugin name: ${full}`;
  if (full !== name) return name;
  const collection = full.split('.').slice(0, 2).join('.');
  const ours = [...SHORT, 'ansible.legacy', 'ansible.posix', 'community.general'];
  return ours.includes(collection) || env.hasCollection?.(collection) === true
    ? name
    : `Invalid plugin FQCN (${name}): unable to locate collection ${collection}`;
}

const notLoaded = (env: TemplarEnvironment, kind: 'filter' | 'test', name: string): PyError => {
  const why = env.missing?.(kind, name) ?? whyNot(env, name);
  return new PyError('TemplateSyntaxError', `Could not load "${name}": ${repr(why)}`);
};

function noteMoved(name: string): void {
  notices().deprecated(`Use 'ansible.utils.${name.slice(name.lastIndexOf('.') + 1)}' module instead.`, {
    date: '2024-01-01',
    collection: 'ansible.netcommon',
  });
}

/** Finds filters for the engine; throws Ansible's text for an unknown one. */
export const filterFinder = (env: TemplarEnvironment) => {
  const known = new Map<string, FilterDefinition>();
  return (name: string): FilterDefinition => {
    let f = known.get(name);
    if (f) return f;
    f = env.filter?.(name) ?? ansibleFilter(name) ?? builtinFilter(name);
    if (!f && env.testsAsFilters === true) f = testAsFilter(name);
    if (!f) throw notLoaded(env, 'filter', name);
    if (MOVED.has(name) && f === ansibleFilter(name)) noteMoved(name);
    f = observed(name, f, true);
    known.set(name, f);
    return f;
  };
};

/** Finds tests for the engine; throws Ansible's text for an unknown one. */
export const testFinder = (env: TemplarEnvironment) => {
  const known = new Map<string, TestDefinition>();
  return (name: string): TestDefinition => {
    let t = known.get(name);
    if (t) return t;
    t = env.test?.(name) ?? ansibleTest(name) ?? builtinTest(name);
    if (!t) throw notLoaded(env, 'test', name);
    t = observed(name, t, false);
    known.set(name, t);
    return t;
  };
};
