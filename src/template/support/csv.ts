/** How a CSV text is read; names and defaults are those of Python's csv (dialect excel). */
export interface CsvOptions {
  readonly delimiter?: string;
  readonly quote?: string;
  readonly skipInitialSpace?: boolean;
  /** A quote in the middle of a field is an error. */
  readonly strict?: boolean;
}

/** Rows of a CSV text; empty lines are left out. Throws Error with csv's own text in strict mode. */
export function parseCsv(text: string, options: CsvOptions = {}): string[][] {
  const delimiter = options.delimiter ?? ',';
  const quote = options.quote ?? '"';
  const rows: string[][] = [];
  let row: string[] = [];
  let field = '';
  let began = false;
  let quoted = false;
  const endField = (): void => {
    row.push(field);
    field = '';
    began = false;
  };
  for (let i = 0; i < text.length; i++) {
    const c = text[i]!;
    if (quoted) {
      if (c !== quote) field += c;
      else if (text[i + 1] === quote) {
        field += quote;
        i++;
      } else {
        quoted = false;
        const next = text[i + 1];
        if (options.strict && next !== undefined && next !== delimiter && next !== '\n' && next !== '\r') {
          throw new Error(`'${delimiter}' expected after '${quote}'`);
        }
      }
    } else if (c === quote && field === '' && !began) {
      quoted = true;
      began = true;
    } else if (c === delimiter) {
      endField();
      row.length ||= 0;
      if (i === text.length - 1) row.push('');
    } else if (c === '\n' || c === '\r') {
      if (c === '\r' && text[i + 1] === '\n') i++;
      if (row.length || field || began) {
        endField();
        rows.push(row);
      }
      row = [];
    } else if (!(options.skipInitialSpace && c === ' ' && field === '' && !began)) {
      field += c;
      began = true;
    }
    if (!quoted && c === delimiter && text[i + 1] === '\n') row.push('');
  }
  if (quoted && options.strict) throw new Error('unexpected end of data');
  if (row.length || field || began) {
    if (field || began) endField();
    rows.push(row);
  }
  return rows;
}
