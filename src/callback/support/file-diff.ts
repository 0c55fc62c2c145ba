import type { ResultView } from '../../run/events.ts';
import { str } from '../../value/repr.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Dict, Value } from '../../value/types.ts';
import type { CallbackContext } from '../define.ts';
import { toSortedJson } from './json.ts';
import { indentLines, type ResultStyle, truthy } from './result.ts';
import { splitLines, unifiedDiff } from './unified-diff.ts';

export interface DiffStyle {
  readonly context: number;
  readonly color: boolean;
  /** Colours a text; a line with its end is coloured with it. */
  paint(text: string, setting: string): string;
  /** Prints states as YAML; JSON where it is not set. */
  readonly yaml?: ((value: Value) => string) | undefined;
}

const NO_NEWLINE = '\n\\ No newline at end of file\n';

/** The text of a result's `diff`: one difference or a list of them. Empty where there is none. */
export function diffText(diff: Value, style: DiffStyle): string {
  return (Array.isArray(diff) ? diff : [diff]).map((d) => (d instanceof Map ? one(d, style) : '')).join('');
}

/** The diff that a result has to tell: empty where it changed nothing, and for a loop, whose items told theirs. */
export function resultDiff(r: ResultView, ctx: CallbackContext, style: ResultStyle): string {
  if (r.task.loop && !r.isItem) return '';
  const diff = r.result.get('diff');
  if (diff === undefined || !truth(diff) || !truthy(r.result.get('changed'))) return '';
  const { display } = ctx;
  return diffText(diff, {
    context: Number(ctx.core('DIFF_CONTEXT')),
    color: display.color,
    paint: (t, c) => display.paint(t, c),
    yaml: style.yaml,
  });
}

function one(d: Dict, style: DiffStyle): string {
  const has = (k: string): boolean => d.has(k);
  const text = (k: string): string => asText(d.get(k)!) ?? str(d.get(k)!);
  let out = '';
  if (has('dst_binary')) out += 'diff skipped: destination file appears to be binary\n';
  if (has('src_binary')) out += 'diff skipped: source file appears to be binary\n';
  if (has('dst_larger')) out += `diff skipped: destination file size is greater than ${text('dst_larger')}\n`;
  if (has('src_larger')) out += `diff skipped: source file size is greater than ${text('src_larger')}\n`;
  if (has('before') && has('after')) {
    const side = (k: 'before' | 'after'): string[] => {
      const lines = splitLines(stateText(d.get(k)!, style));
      const last = lines.at(-1);
      if (last !== undefined && !last.endsWith('\n')) lines[lines.length - 1] = last + NO_NEWLINE;
      return lines;
    };
    const header = (k: 'before' | 'after'): string =>
      has(`${k}_header`) ? `${k}: ${text(`${k}_header`)}` : k;
    const lines = unifiedDiff(
      side('before'),
      side('after'),
      header('before'),
      header('after'),
      style.context,
    );
    out += lines.map((l) => paintLine(l, style)).join('');
    if (lines.length > 0) out += '\n';
  }
  if (has('prepared')) out += text('prepared');
  return out;
}

/** A state as text: a dict in pretty form, nothing for None. */
function stateText(v: Value, style: DiffStyle): string {
  if (v === null) return '';
  if (v instanceof Map)
    return style.yaml === undefined
      ? `${toSortedJson(v, { indent: 4 })}\n`
      : `${indentLines(style.yaml(v), 4)}\n`;
  return asText(v) ?? str(v);
}

function paintLine(line: string, style: DiffStyle): string {
  if (!style.color) return line;
  if (line.startsWith('+')) return style.paint(line, 'COLOR_DIFF_ADD');
  if (line.startsWith('-')) return style.paint(line, 'COLOR_DIFF_REMOVE');
  return line.startsWith('@@') ? style.paint(line, 'COLOR_DIFF_LINES') : line;
}
