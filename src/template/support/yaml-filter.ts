import { AnsibleError } from '../../errors/ansible-error.ts';
import { PyRange } from '../../value/containers.ts';
import { isPyError, PyError, typeError } from '../../value/errors.ts';
import { asInt } from '../../value/number.ts';
import { repr } from '../../value/repr.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import { YamlProblem } from '../../yaml/cursor.ts';
import { type DumpOptions, dumpYaml } from '../../yaml/dump.ts';
import { parseYaml, parseYamlAll } from '../../yaml/load.ts';
import { filterError } from '../errors.ts';
import { plainTexts } from '../unsafe.ts';
import { checkDefined } from './merge.ts';

type Options = { -readonly [K in keyof DumpOptions]: DumpOptions[K] };

/** to_yaml and to_nice_yaml: keyword arguments are those of yaml.dump. */
export function toYaml(
  filter: string,
  value: Value,
  keywords: Dict,
  defaults: ReadonlyArray<readonly [string, Value]>,
): string {
  const options: Options = { allowUnicode: true };
  // What the filter itself hands over cannot be given once more.
  const own = ['allow_unicode', ...defaults.map(([k]) => k)];
  for (const k of own)
    if (keywords.has(k)) {
      const twice = `yaml.dump() got multiple values for keyword argument '${String(k)}'`;
      throw filterError(`${filter} - ${twice}. ${twice}`);
    }
  for (const [k, v] of new Map<Value, Value>([...defaults, ...keywords])) {
    switch (k) {
      case 'default_flow_style':
        options.defaultFlowStyle = v === null ? null : truth(v);
        break;
      case 'indent':
        options.indent = v === null ? undefined : Number(asInt(v) ?? 2);
        break;
      case 'width':
        options.width = v === null ? undefined : Number(asInt(v) ?? (v as { value?: number }).value ?? 80);
        break;
      case 'sort_keys':
        options.sortKeys = truth(v);
        break;
      case 'allow_unicode':
        options.allowUnicode = truth(v);
        break;
      case 'explicit_start':
        options.explicitStart = truth(v);
        break;
      case 'explicit_end':
        options.explicitEnd = truth(v);
        break;
      case 'default_style':
      case 'canonical':
      case 'line_break':
      case 'encoding':
      case 'version':
      case 'tags':
        if (v !== null && v !== false)
          throw filterError(`${filter} - ansible-ts does not know the option ${String(k)} of yaml.dump`);
        break;
      default:
        throw filterError(`${filter} - ${unknown(k)}. ${unknown(k)}`);
    }
  }
  try {
    checkDefined(value);
    if (value instanceof PyRange)
      throw new PyError('RepresenterError', `('cannot represent an object', ${repr(value)})`);
    return dumpYaml(plainTexts(value), options);
  } catch (e) {
    if (e instanceof PyError || e instanceof AnsibleError)
      throw filterError(`${filter} - ${e.message}. ${e.message}`);
    throw e;
  }
}

const unknown = (k: Value): string =>
  typeError(`dump_all() got an unexpected keyword argument ${repr(k)}`).message;

/** Runs the YAML reader; its errors become those of PyYAML. */
function reading<T>(f: () => T): T {
  try {
    return f();
  } catch (e) {
    if (!(e instanceof AnsibleError) || isPyError(e, 'Exception')) throw e;
    if (e.cause instanceof YamlProblem)
      throw new PyError(`${e.cause.stage}Error`, e.cause.report(), { cause: e });
    const text = e.message.replace(/^Syntax Error while loading YAML\.\n {2}/, '');
    throw new PyError('ReaderError', text.replace(/^\. /, ''), { cause: e });
  }
}

/** The one document of a text. */
export const fromYaml = (text: string): Value => reading(() => parseYaml(text, { safe: true }));
/** All documents of a text. */
export const fromYamlAll = (text: string): Value[] => reading(() => parseYamlAll(text, { safe: true }));
