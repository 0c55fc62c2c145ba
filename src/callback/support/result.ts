import { notices } from '../../errors/notices.ts';
import type { ResultView, RunEvent } from '../../run/events.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { toSortedJson } from './json.ts';

/** How results are printed, as the callback's settings say. */
export interface ResultStyle {
  readonly format: 'json' | 'yaml';
  /** Undefined: as the verbosity says. */
  readonly pretty: boolean | undefined;
  readonly verbosity: number;
  readonly actionWarnings: boolean;
  /** Prints a value as YAML; set where the format is yaml. */
  readonly yaml?: ((value: Value, indent?: number) => string) | undefined;
}

const debugActions = new Set(['debug', 'ansible.builtin.debug', 'ansible.legacy.debug']);
/** What a message of debug may stand with. */
const besideMessage = new Set(['msg', 'exception', 'warnings', 'deprecations']);
const hiddenInDebug = ['changed', 'failed', 'skipped', 'invocation', 'skip_reason'];

export const isDebug = (action: string): boolean => debugActions.has(action);

/** Whether a result's content is shown beside its state. */
export const isVerbose = (r: ResultView, verbosity: number, above = 0): boolean =>
  (verbosity > above || r.verboseAlways) && !r.verboseOverride;

/** debug shows its message or its variable, nothing else. */
export function cleanDebug(action: string, result: Dict): void {
  if (!isDebug(action)) return;
  if (result.has('msg')) {
    for (const k of [...result.keys()])
      if (typeof k === 'string' && !besideMessage.has(k) && !k.startsWith('_')) result.delete(k);
  } else for (const k of hiddenInDebug) result.delete(k);
}

export const truthy = (v: Value | undefined): boolean => v !== undefined && truth(v);
export const textOr = (v: Value | undefined, other: string): string =>
  v === undefined ? other : (asText(v) ?? str(v));

/** What is said of an include whose tasks follow. */
export function includedLine(e: Extract<RunEvent, { type: 'include' }>): string {
  const item = e.itemLabel === undefined ? '' : ` => (item=${textOr(e.itemLabel, '')})`;
  return `included: ${e.file} for ${e.hosts.join(', ')}${item}`;
}

/** Says the warnings and deprecations of a result, and takes them out of it. */
export function tellWarnings(result: Dict, style: ResultStyle): void {
  if (!style.actionWarnings) return;
  const warnings = result.get('warnings');
  if (Array.isArray(warnings) && warnings.length > 0) {
    for (const w of warnings) notices().warning(textOr(w, ''));
  }
  if (warnings !== undefined) result.delete('warnings');
  const deprecations = result.get('deprecations');
  if (Array.isArray(deprecations))
    for (const d of deprecations)
      if (d instanceof Map) {
        const field = (name: string): string | undefined => {
          const v = d.get(name);
          return v === undefined || v === null ? undefined : textOr(v, '');
        };
        try {
          notices().deprecated(field('msg') ?? '', {
            version: field('version'),
            date: field('date'),
            collection: field('collection_name'),
          });
        } catch (e) {
          notices().warning((e as Error).message);
        }
      }
  if (deprecations !== undefined) result.delete('deprecations');
}

/** The lines about an exception of a module, taken out of the result; undefined where there is none. */
export function exceptionText(result: Dict, verbosity: number): string | undefined {
  const text = result.get('exception');
  if (text === undefined) return undefined;
  result.delete('exception');
  const trace = textOr(text, '').trim();
  if (verbosity >= 3) return `The full traceback is:\n${textOr(text, '')}`;
  const last = trace.split('\n').at(-1)!;
  return `An exception occurred during task execution. To see the full traceback, use -vvv. The error was: ${last}`;
}

function withoutInternal(v: Value): Value {
  if (v instanceof Map) {
    const out: Dict = new Map();
    for (const [k, x] of v)
      if (!(typeof k === 'string' && k.startsWith('_ansible_'))) out.set(k, withoutInternal(x));
    return out;
  }
  return Array.isArray(v) ? v.map(withoutInternal) : v;
}

export interface DumpOptions {
  readonly indent?: number;
  readonly keepInvocation?: boolean;
  readonly verboseAlways?: boolean;
}

/** What is shown of a result: not what is internal, or told elsewhere. */
export function shownResult(result: Dict, style: ResultStyle, keepInvocation: boolean): Dict {
  const shown = withoutInternal(result) as Dict;
  if (!keepInvocation && style.verbosity < 3) shown.delete('invocation');
  if (style.verbosity < 3) shown.delete('diff');
  shown.delete('exception');
  return shown;
}

/** A result as the run's output shows it: without what is internal or shown elsewhere, keys in order. */
export function dumpResult(result: Dict, style: ResultStyle, options: DumpOptions = {}): string {
  const shown = shownResult(result, style, options.keepInvocation === true);
  if (style.format === 'yaml') return dumpYaml(shown, style, options.indent);
  const pretty = style.pretty ?? (options.verboseAlways === true || style.verbosity > 2);
  return toSortedJson(shown, { indent: options.indent ?? (pretty ? 4 : undefined) });
}

function dumpYaml(shown: Dict, style: ResultStyle, indent = 4): string {
  const pretty = style.pretty ?? true;
  let value: Dict = shown;
  if (pretty) {
    value = new Map(shown);
    for (const stream of ['stdout', 'stderr'])
      if (value.has(stream) && value.has(`${stream}_lines`)) value.set(`${stream}_lines`, '<omitted>');
  }
  const text = value.size === 0 ? '{}\n' : (style.yaml?.(value, pretty ? 4 : 2) ?? '');
  return `\n${indentLines(text.replace(/\n$/, ''), indent)}`;
}

/** Blanks before every line that is not empty. */
export const indentLines = (text: string, blanks: number): string =>
  text.replace(/^(?=.*\S)/gm, ' '.repeat(blanks));
