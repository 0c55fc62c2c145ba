import escapeRegExp from 'lodash/escapeRegExp.js';
/** Edits of ini files, line by line, so that all that is not asked for stays as it is. */

export interface IniWanted {
  /** Null or empty: the options before the first section. */
  readonly section: string | null;
  readonly option: string | null;
  /** Empty where none are given. */
  readonly values: readonly string[];
  readonly state: 'present' | 'absent';
  readonly exclusive: boolean;
  readonly noExtraSpaces: boolean;
  readonly ignoreSpaces: boolean;
  readonly allowNoValue: boolean;
  readonly modifyInactive: boolean;
}

const quote = (text: string): string => escapeRegExp(text);

interface Found {
  readonly value: string | null;
  readonly active: boolean;
}

/** What a line says of an option: undefined where it is about something else. */
function match(option: string, line: string): Found | undefined {
  const m = new RegExp(`^( |\\t)*([#;]?)( |\\t)*(${quote(option)})( |\\t)*(=|$)( |\\t)*(.*)`).exec(
    line.replace(/[\r\n]+$/, ''),
  );
  if (m === null) return undefined;
  return { value: m[6] === '=' ? m[8]! : null, active: m[2] === '' };
}

/** The lines after the edit and Ansible's word for it ("OK" where nothing changed). */
export function editIni(
  given: readonly string[],
  w: IniWanted,
): { readonly lines: string[]; readonly message: string } {
  const lines = [...given];
  if (lines.length === 0) lines.push('\n');
  if (!lines.at(-1)!.endsWith('\n')) lines[lines.length - 1] += '\n';
  const unsectioned = w.section === null || w.section === '';
  const header = unsectioned
    ? -1
    : lines.findIndex((l) => new RegExp(`^\\[${quote(w.section!.trim())}\\]`).test(l));
  if (!unsectioned && header < 0)
    return w.state === 'present' ? addSection(lines, w) : { lines: [...given], message: 'OK' };
  const start = header + 1;
  let end = lines.findIndex((l, i) => i >= start && l.startsWith('['));
  if (end < 0) end = lines.length;
  const body = lines.slice(start, end);
  const whole = (edited: readonly string[]): string[] => [
    ...lines.slice(0, start),
    ...edited,
    ...lines.slice(end),
  ];
  if (w.option === null) {
    if (w.state === 'present') return { lines: [...given], message: 'OK' };
    if (unsectioned) return { lines: whole([]), message: body.length > 0 ? 'section removed' : 'OK' };
    return { lines: [...lines.slice(0, header), ...lines.slice(end)], message: 'section removed' };
  }
  const edit = w.state === 'present' ? setOption(body, w, w.option) : unsetOption(body, w, w.option);
  return edit.message === 'OK'
    ? { lines: [...given], message: 'OK' }
    : { lines: whole(edit.body), message: edit.message };
}

const assign = (option: string, value: string | null, noSpaces: boolean): string =>
  value === null ? `${option}\n` : `${option}${noSpaces ? '=' : ' = '}${value}\n`;

function addSection(lines: string[], w: IniWanted): { lines: string[]; message: string } {
  const out = [...lines, `[${w.section}]\n`];
  if (w.option === null) return { lines: out, message: 'only section added' };
  for (const v of w.values) out.push(assign(w.option, v, w.noExtraSpaces));
  if (w.values.length === 0) out.push(assign(w.option, null, w.noExtraSpaces));
  return { lines: out, message: 'section and option added' };
}

interface BodyEdit {
  readonly body: string[];
  readonly message: string;
}

function setOption(body: readonly string[], w: IniWanted, option: string): BodyEdit {
  const out: Array<string | undefined> = [...body];
  const usable = body.map((l) => {
    const m = match(option, l);
    return m !== undefined && (m.active || w.modifyInactive) ? m : undefined;
  });
  const left: Array<string | null> = w.values.length > 0 ? [...w.values] : [null];
  const done = new Set<number>();
  let changed = false;
  const put = (i: number, value: string | null): void => {
    done.add(i);
    const m = usable[i]!;
    const line = assign(option, value, w.noExtraSpaces);
    // A line that says the same with other spaces may stay.
    if (w.ignoreSpaces && m.active && m.value === value) return;
    if (out[i] === line) return;
    out[i] = line;
    changed = true;
  };
  // Lines that hold a wanted value already, then (where the values given are all) the others.
  for (const [i, m] of usable.entries()) {
    if (m === undefined) continue;
    const at = left.indexOf(m.value);
    if (at < 0) continue;
    put(i, left[at]!);
    left.splice(at, 1);
  }
  if (w.exclusive) {
    for (const [i, m] of usable.entries()) {
      if (m === undefined || done.has(i)) continue;
      if (left.length > 0) put(i, left.shift()!);
      else if (m.active) {
        out[i] = undefined;
        changed = true;
      }
    }
  }
  if (left.length === 0)
    return { body: out.filter((l) => l !== undefined), message: changed ? 'option changed' : 'OK' };
  // New lines go after the last that is neither empty nor a comment.
  let at = out.length;
  while (at > 0 && /^\s*([#;].*)?$/.test(out[at - 1] ?? '')) at--;
  const added = left.map((v) => assign(option, v, w.noExtraSpaces));
  return {
    body: [...out.slice(0, at), ...added, ...out.slice(at)].filter((l) => l !== undefined),
    message: 'option added',
  };
}

function unsetOption(body: readonly string[], w: IniWanted, option: string): BodyEdit {
  const kept = body.filter((line) => {
    const m = match(option, line);
    if (m === undefined || !m.active) return true;
    return !w.exclusive && w.values.length > 0 && !(m.value !== null && w.values.includes(m.value));
  });
  return { body: kept, message: kept.length < body.length ? 'option changed' : 'OK' };
}
