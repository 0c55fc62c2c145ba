import { wrap } from '../../callback/support/wrap.ts';
import { compareText } from '../../value/text.ts';
import type { CommandSpec, OptionDef } from './spec.ts';

/** Where help texts begin: at 24, nearer in a narrow terminal. */
const helpColumn = (width: number): number => Math.min(24, Math.max(width - 20, 4));
const metavar = (o: OptionDef): string | undefined =>
  o.action === 'value' || o.action === 'append' ? (o.metavar ?? o.dest.toUpperCase()) : undefined;

const withMeta = (flag: string, o: OptionDef): string => {
  const meta = metavar(o);
  return meta === undefined ? flag : `${flag} ${meta}`;
};

/** "usage: program [-h] ..." laid out for a terminal of `columns` columns, as argparse does it. */
export function usageText(spec: CommandSpec, columns: number): string {
  const width = columns - 2;
  const parts: string[] = [];
  for (const [i, o] of spec.options.entries()) {
    const members = o.exclusive === undefined ? [o] : spec.options.filter((x) => x.exclusive === o.exclusive);
    // Options that exclude each other stand together, where the first of them stands.
    if (spec.options.indexOf(members[0]!) === i)
      parts.push(`[${members.map((m) => withMeta(m.flags[0]!, m)).join(' | ')}]`);
  }
  const positional = [spec.positional.dest, `[${spec.positional.dest} ...]`];
  const prefix = 'usage: ';
  const whole = `${prefix}${[spec.program, ...parts, ...positional].join(' ')}`;
  if (whole.length <= width) return `${whole}\n`;
  const indent = ' '.repeat(prefix.length + spec.program.length + 1);
  const lines = (words: readonly string[], first: string): string[] => {
    const out: string[] = [];
    let line: string[] = [];
    let size = (first === '' ? indent.length : prefix.length) - 1;
    for (const w of words) {
      if (size + 1 + w.length > width && line.length > 0) {
        out.push(indent + line.join(' '));
        line = [];
        size = indent.length - 1;
      }
      line.push(w);
      size += w.length + 1;
    }
    if (line.length > 0) out.push(indent + line.join(' '));
    if (first !== '') out[0] = first + out[0]!.slice(indent.length);
    return out;
  };
  return `${[...lines([spec.program, ...parts], prefix), ...lines(positional, '')].join('\n')}\n`;
}

function entry(head: string, help: string, width: number): string {
  const column = helpColumn(width);
  const lines = wrap(help.trim().replace(/\s+/g, ' '), Math.max(width - column, 11));
  const pad = ' '.repeat(column);
  const first = `  ${head}`;
  if (first.length <= column - 2)
    return [first.padEnd(column) + lines[0]!, ...lines.slice(1).map((l) => pad + l)].join('\n');
  return [first, ...lines.map((l) => pad + l)].join('\n');
}

/** The text of --help. */
export function helpText(spec: CommandSpec, columns: number): string {
  const width = columns - 2;
  const section = (title: string, about: string | undefined, options: readonly OptionDef[]): string => {
    const sorted = [...options].sort((a, b) => compareText(a.flags[0]!, b.flags[0]!));
    const body = sorted
      .map((o) => entry(o.flags.map((f) => withMeta(f, o)).join(', '), o.help, width))
      .join('\n');
    const intro =
      about === undefined
        ? ''
        : `${wrap(about, width - 4)
            .map((l) => `  ${l}`)
            .join('\n')}\n\n`;
    return `${title}:\n${intro}${body}\n`;
  };
  const blocks = [
    usageText(spec, columns),
    `${wrap(spec.description, width).join('\n')}\n`,
    `positional arguments:\n${entry(spec.positional.dest, spec.positional.help, width)}\n`,
    section(
      'options',
      undefined,
      spec.options.filter((o) => o.group === undefined),
    ),
    ...Object.entries(spec.groups).map(([title, about]) =>
      section(
        title,
        about,
        spec.options.filter((o) => o.group === title),
      ),
    ),
  ];
  return blocks.join('\n');
}
