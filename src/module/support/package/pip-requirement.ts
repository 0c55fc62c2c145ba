/** A name of pip with what it asks of the version: `foo>=1.0,<2`, `foo[extra]==1`. */
export interface Requirement {
  readonly name: string;
  readonly specifiers: ReadonlyArray<readonly [operator: string, version: string]>;
}

/** Undefined for addresses, paths and what is no plain requirement. */
export function parseRequirement(text: string): Requirement | undefined {
  const m = /^\s*([A-Za-z0-9][\w.-]*)\s*(?:\[[^\]]*\])?\s*(.*)$/s.exec(text);
  if (m === null || /[/\\:]|@/.test(text)) return undefined;
  const rest = m[2]!.trim();
  const specifiers: Array<readonly [string, string]> = [];
  for (const part of rest === '' ? [] : rest.split(',')) {
    const s = /^\s*(===|==|!=|<=|>=|~=|<|>)\s*([\w.*+!-]+)\s*$/.exec(part);
    if (s === null) return undefined;
    specifiers.push([s[1]!, s[2]!]);
  }
  return { name: canonical(m[1]!), specifiers };
}

/** Names of packages are the same without regard to case and to `-`, `_`, `.`. */
export const canonical = (name: string): string => name.toLowerCase().replace(/[-_.]+/g, '-');

const release = (version: string): number[] =>
  (/^\d+(?:\.\d+)*/.exec(version)?.[0] ?? '0').split('.').map(Number);

function compare(a: string, b: string): number {
  const [x, y] = [release(a), release(b)];
  for (let i = 0; i < Math.max(x.length, y.length); i++) {
    const d = (x[i] ?? 0) - (y[i] ?? 0);
    if (d !== 0) return Math.sign(d);
  }
  // 1.0rc1 comes before 1.0
  const tail = (v: string): number => (/[a-z]/i.test(v.replace(/^\d+(?:\.\d+)*/, '')) ? -1 : 0);
  return Math.sign(tail(a) - tail(b));
}

/** Whether an installed version is one that is asked for. */
export function satisfies(version: string, r: Requirement): boolean {
  return r.specifiers.every(([op, wanted]) => {
    const prefix = wanted.endsWith('.*') ? wanted.slice(0, -2) : undefined;
    const c = compare(version, prefix ?? wanted);
    const starts = prefix !== undefined && `${version}.`.startsWith(`${prefix}.`);
    switch (op) {
      case '===':
        return version === wanted;
      case '==':
        return prefix === undefined ? c === 0 : starts;
      case '!=':
        return prefix === undefined ? c !== 0 : !starts;
      case '<=':
        return c <= 0;
      case '>=':
        return c >= 0;
      case '<':
        return c < 0;
      case '>':
        return c > 0;
      default: {
        const head = release(wanted).slice(0, -1).join('.');
        return c >= 0 && `${release(version).join('.')}.`.startsWith(`${head}.`);
      }
    }
  });
}
