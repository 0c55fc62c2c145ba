import { Command, Option } from 'commander';
import {
  type CommandSpec,
  ExitRequest,
  type OptionDef,
  type OptionValue,
  type ParsedArgs,
  UsageError,
} from './spec.ts';

/** How argparse names an option in its messages. */
const shown = (o: OptionDef): string => o.flags.join('/');
const takesValue = (o: OptionDef): boolean => o.action === 'value' || o.action === 'append';
const pyRepr = (s: string): string =>
  s.includes("'") && !s.includes('"') ? `"${s}"` : `'${s.replaceAll("'", "\\'")}'`;

interface Word {
  readonly kind: 'option' | 'word' | 'dashes';
  readonly text: string;
  readonly option?: OptionDef | undefined;
  /** The spelling that was meant, abbreviations completed. */
  readonly flag?: string;
  readonly explicit?: string | undefined;
}

/** What each word of the command line is: abbreviations, "--x=y", "-xy" and numbers as argparse takes them. */
function classify(argv: readonly string[], spec: CommandSpec): Word[] {
  const flags = new Map<string, OptionDef>();
  for (const o of spec.options) for (const f of [...o.flags, ...(o.moreFlags ?? [])]) flags.set(f, o);
  const out: Word[] = [];
  let onlyWords = false;
  for (const text of argv) {
    if (onlyWords) out.push({ kind: 'word', text });
    else if (text === '--') {
      onlyWords = true;
      out.push({ kind: 'dashes', text });
    } else out.push(classifyWord(text, flags));
  }
  return out;
}

function classifyWord(text: string, flags: ReadonlyMap<string, OptionDef>): Word {
  if (!text.startsWith('-') || text === '-' || text === '') return { kind: 'word', text };
  const exact = flags.get(text);
  if (exact !== undefined) return { kind: 'option', text, option: exact, flag: text };
  const equals = text.indexOf('=');
  const head = equals < 0 ? text : text.slice(0, equals);
  const tail = equals < 0 ? undefined : text.slice(equals + 1);
  const whole = equals < 0 ? undefined : flags.get(head);
  if (whole !== undefined) return { kind: 'option', text, option: whole, flag: head, explicit: tail };
  const found: Array<{ flag: string; option: OptionDef; explicit: string | undefined }> = [];
  for (const [flag, option] of flags) {
    if (text.startsWith('--')) {
      if (flag.startsWith(head)) found.push({ flag, option, explicit: tail });
    } else if (flag === text.slice(0, 2)) found.push({ flag, option, explicit: text.slice(2) });
    else if (flag.startsWith(text)) found.push({ flag, option, explicit: undefined });
  }
  if (found.length > 1)
    throw new UsageError(`ambiguous option: ${text} could match ${found.map((f) => f.flag).join(', ')}`);
  if (found.length === 1) return { kind: 'option', text, ...found[0]! };
  if (/^-\d+$|^-\d*\.\d+$/.test(text) || text.includes(' ')) return { kind: 'word', text };
  return { kind: 'option', text };
}

/**
 * Reads a command line as argparse does: abbreviations, joined short options, one run of positional words. Commander
 * gets the words in their full form and keeps the values. Throws UsageError and ExitRequest.
 */
export function parseArgs(argv: readonly string[], spec: CommandSpec): ParsedArgs {
  const words = classify(argv, spec);
  const flags = new Map<string, OptionDef>();
  for (const o of spec.options) for (const f of [...o.flags, ...(o.moreFlags ?? [])]) flags.set(f, o);
  const canonical: string[] = [];
  const seen = new Set<OptionDef>();
  const positionals: string[] = [];
  const extras: string[] = [];
  let positionalsDone = false;

  const take = (o: OptionDef, value: string | undefined): void => {
    if (o.exclusive !== undefined)
      for (const other of seen)
        if (other !== o && other.exclusive === o.exclusive)
          throw new UsageError(`argument ${shown(o)}: not allowed with argument ${shown(other)}`);
    seen.add(o);
    if (o.action === 'help' || o.action === 'version') throw new ExitRequest(o.action);
    if (o.type === 'int' && !/^\s*[+-]?\d+(?:_\d+)*\s*$/.test(value!))
      throw new UsageError(`argument ${shown(o)}: invalid int value: ${pyRepr(value!)}`);
    const long = `--${o.dest}`;
    canonical.push(value === undefined ? long : `${long}=${value}`);
  };

  let i = 0;
  while (i < words.length) {
    const word = words[i]!;
    if (word.kind !== 'option') {
      const run: string[] = [];
      for (; i < words.length && words[i]!.kind !== 'option'; i++)
        if (words[i]!.kind === 'word') run.push(words[i]!.text);
      if (!positionalsDone && run.length > 0) {
        positionals.push(...run);
        positionalsDone = true;
      } else extras.push(...run);
      continue;
    }
    i++;
    if (word.option === undefined) {
      extras.push(word.text);
      continue;
    }
    let option = word.option;
    let flag = word.flag!;
    let explicit = word.explicit;
    for (;;) {
      if (takesValue(option)) {
        if (explicit === undefined) {
          if (words[i]?.kind === 'dashes' && words[i + 1]?.kind === 'word') i++;
          if (words[i]?.kind !== 'word')
            throw new UsageError(`argument ${shown(option)}: expected one argument`);
          explicit = words[i++]!.text;
        }
        take(option, explicit);
        break;
      }
      if (explicit === undefined) {
        take(option, undefined);
        break;
      }
      // Short options without a value may be joined: -Cvv.
      const next: OptionDef | undefined =
        flag.startsWith('--') || explicit === '' ? undefined : flags.get(`-${explicit[0]!}`);
      if (next === undefined)
        throw new UsageError(`argument ${shown(option)}: ignored explicit argument ${pyRepr(explicit)}`);
      take(option, undefined);
      flag = `-${explicit[0]!}`;
      option = next;
      explicit = explicit.length > 1 ? explicit.slice(1) : undefined;
    }
  }
  if (positionals.length === 0)
    throw new UsageError(`the following arguments are required: ${spec.positional.dest}`);
  if (extras.length > 0) throw new UsageError(`unrecognized arguments: ${extras.join(' ')}`);
  return { given: valuesOf(canonical, spec), positionals };
}

/** Commander's reading of the full form. */
function valuesOf(canonical: readonly string[], spec: CommandSpec): Map<string, OptionValue> {
  const command = new Command(spec.program).exitOverride().helpOption(false).allowExcessArguments(false);
  const result = new Map<string, OptionValue>();
  for (const o of spec.options) {
    if (o.action === 'help' || o.action === 'version') continue;
    const option = new Option(takesValue(o) ? `--${o.dest} <value>` : `--${o.dest}`);
    command.addOption(option);
    command.on(`option:${o.dest}`, (value: string | null) => {
      const before = result.get(o.dest);
      if (o.action === 'append')
        result.set(o.dest, [...((before as readonly string[] | undefined) ?? []), value!]);
      else if (o.action === 'count') result.set(o.dest, ((before as number | undefined) ?? 0) + 1);
      else if (o.action === 'flag') result.set(o.dest, true);
      else result.set(o.dest, o.type === 'int' ? Number(value!.trim().replaceAll('_', '')) : value!);
    });
  }
  command.parse(canonical, { from: 'user' });
  return result;
}
