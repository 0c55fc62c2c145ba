import { notices } from '../errors/notices.ts';
import { PyError } from '../value/errors.ts';
import { repr, str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { truth } from '../value/truth.ts';
import { UnsafeText, type Value } from '../value/types.ts';
import { isUndefined } from '../value/undefined.ts';
import { type LookupContext, type LookupDefinition, Pending } from './define.ts';
import type { TemplarEnvironment } from './environment.ts';
import { ansibleError, exceptionClass } from './errors.ts';
import { await_, evaluation, noteVolatile } from './evaluation.ts';
import { lookupOptions } from './lookup-options.ts';
import { tellMovedLookup } from './moved-lookups.ts';
import { pyErrorOf } from './problems.ts';
import { NativeText, NativeUnsafeText } from './support/native-text.ts';
import type { Templar } from './templar.ts';
import { wrapUnsafe } from './unsafe.ts';

/** What a lookup sees: the templar's variables, files and settings. */
export function lookupContext(world: TemplarEnvironment, templar: Templar): LookupContext {
  return {
    vars: templar.scope,
    template: (value) => templar.templateSync(value),
    templar,
    findFile: (kind, name) => world.findFile(kind, name),
    searchPath: (kind) => world.searchPath(kind),
    baseDir: world.baseDir,
    env: world.env,
    readFile: (path) => world.readFile(path),
    setting: (name) => world.setting(name) ?? null,
    hasSetting: (name) => world.setting(name) !== undefined,
    hosts: (pattern) => world.hosts(pattern),
  };
}

/** The definition of a lookup, waiting for it where it must be loaded. */
export function findLookup(world: TemplarEnvironment, name: string): LookupDefinition {
  const found = world.lookup(name);
  if (found instanceof Promise) {
    // The loader keeps what it loaded: when this is evaluated again, the answer is there at once.
    throw new Pending(
      `lookup plugin ${name}`,
      found.then((d) => (d ? null : Promise.reject(ansibleError(`lookup plugin (${name}) not found`)))),
    );
  }
  const failed = evaluation()?.answers.get(`lookup plugin ${name}`);
  if (failed && 'error' in failed) throw failed.error;
  if (!found) throw ansibleError(`lookup plugin (${name}) not found`);
  return found;
}

/** An undefined term fails before the lookup runs. */
const checkTop = (v: Value): void => {
  if (isUndefined(v)) v.fail();
};

/** Terms with the templates inside them rendered; those that a host's text holds stay text. */
function templatedTerms(terms: Value[], templar: Templar): Value[] {
  if (!templar.isTemplate(terms)) return terms;
  try {
    return templar.templateSync(terms) as Value[];
  } catch (e) {
    if (e instanceof Pending) throw e;
    const { pyType, message } = pyErrorOf(e);
    // a template inside a template tells its undefined variable once more
    if (UNDEFINED.includes(pyType)) throw new PyError('AnsibleUndefinedVariable', `${message}. ${message}`);
    throw e;
  }
}

/** Errors that pass through a lookup call as they are. */
const UNDEFINED = ['AnsibleUndefinedVariable', 'UndefinedError'];

/** `lookup(name, *terms, **options)` inside a template; suspends where the lookup must wait. */
export function callLookup(name: string, terms: Value[], options: Map<string, Value>): Value {
  const frame = evaluation()?.frame;
  if (!frame) throw ansibleError('a lookup needs a templar');
  if (frame.lookupsDisabled)
    throw ansibleError(`The lookup \`${name}\` was found, however lookups were disabled from templating`);
  const world = frame.templar.environment;
  noteVolatile();
  const wantlist = truth(options.get('wantlist') ?? false);
  const allowUnsafe = truth(
    options.get('allow_unsafe') ?? world.setting('DEFAULT_ALLOW_UNSAFE_LOOKUPS') ?? false,
  );
  const errors = asText(options.get('errors') ?? 'strict') ?? 'strict';
  for (const own of ['wantlist', 'allow_unsafe', 'errors']) options.delete(own);
  const definition = findLookup(world, name);
  tellMovedLookup(name);
  let result: readonly Value[];
  terms.forEach(checkTop);
  const ready = templatedTerms(terms, frame.templar);
  try {
    result = runSync(name, definition, ready, options, lookupContext(world, frame.templar));
  } catch (e) {
    if (e instanceof Pending) throw e;
    return failedLookup(name, e, errors, wantlist);
  }
  return handedOver(result, wantlist, allowUnsafe, () => {
    frame.lookups = true;
  });
}

function runSync(
  name: string,
  definition: LookupDefinition,
  terms: Value[],
  options: Map<string, Value>,
  ctx: LookupContext,
): readonly Value[] {
  // Values that a lookup must not meet: an undefined among its arguments fails first.
  const ready = lookupOptions(name, definition, options);
  const key = `${name} ${repr(terms)} ${repr(new Map(ready))}`;
  if (definition.waits) {
    return await_(key, async () => [...(await definition.run(terms, ready, ctx))]);
  }
  const out = definition.run(terms, ready, ctx);
  return out instanceof Promise ? await_(key, async () => [...(await out)]) : out;
}

function failedLookup(name: string, e: unknown, errors: string, wantlist: boolean): Value {
  const problem = pyErrorOf(e);
  if (UNDEFINED.includes(problem.pyType)) {
    throw problem.pyType === 'UndefinedError'
      ? new PyError('AnsibleUndefinedVariable', problem.message)
      : problem;
  }
  const lookupError = problem.pyType === 'AnsibleLookupError' || problem.pyType === 'AnsibleOptionsError';
  const text = `An unhandled exception occurred while running the lookup plugin '${name}'. Error was a ${exceptionClass(problem.pyType)}, original message: ${problem.message}`;
  if (errors === 'warn')
    notices().warning(
      lookupError ? `Lookup failed but the error is being ignored: ${problem.message}` : text,
    );
  else if (errors === 'ignore') notices().display(text, { logOnly: true });
  else if (lookupError) throw problem;
  else throw ansibleError(`${text}. ${problem.message}`);
  return wantlist ? [] : null;
}

/** What `lookup` gives for a list: its texts joined with commas, its one value, or the list. */
export function handedOver(
  result: readonly Value[],
  wantlist: boolean,
  allowUnsafe: boolean,
  onUnsafe: () => void,
): Value {
  const mark = (v: Value): Value => {
    if (allowUnsafe) return v;
    onUnsafe();
    return wrapUnsafe(v);
  };
  if (result.length === 0 || wantlist) return result.length ? mark([...result]) : [];
  if (result.every((v) => asText(v) !== undefined)) {
    const text = result.map((v) => asText(v)!).join(',');
    const first = result[0];
    return mark(
      first instanceof NativeText || first instanceof NativeUnsafeText ? new NativeText(text) : text,
    );
  }
  return mark(result.length === 1 ? result[0]! : [...result]);
}

/** For messages: a value as text. */
export const shown = (v: Value): string => (v instanceof UnsafeText ? v.text : str(v));
