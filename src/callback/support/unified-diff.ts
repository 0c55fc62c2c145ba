/**
 * Unified diffs as Python's difflib makes them: the longest common run first, then what is left of it and right of it.
 */
interface Match {
  readonly a: number;
  readonly b: number;
  readonly size: number;
}

/** Lines with their ends, split where Python's `str.splitlines(True)` splits. */
export const splitLines = (text: string): string[] =>
  text.match(
    /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029])|[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+$/g,
  ) ?? [];

/** Where each line of `b` stands; lines that make up more than a hundredth of a long text are left out. */
function placesOf(b: readonly string[]): Map<string, number[]> {
  const places = new Map<string, number[]>();
  b.forEach((line, i) => {
    const at = places.get(line);
    if (at === undefined) places.set(line, [i]);
    else at.push(i);
  });
  if (b.length >= 200) {
    const most = Math.floor(b.length / 100) + 1;
    for (const [line, at] of places) if (at.length > most) places.delete(line);
  }
  return places;
}

function matches(a: readonly string[], b: readonly string[]): Match[] {
  const places = placesOf(b);
  const longest = (alo: number, ahi: number, blo: number, bhi: number): Match => {
    let besti = alo;
    let bestj = blo;
    let size = 0;
    let runs = new Map<number, number>();
    for (let i = alo; i < ahi; i++) {
      const next = new Map<number, number>();
      for (const j of places.get(a[i]!) ?? []) {
        if (j < blo) continue;
        if (j >= bhi) break;
        const n = (runs.get(j - 1) ?? 0) + 1;
        next.set(j, n);
        if (n > size) {
          besti = i - n + 1;
          bestj = j - n + 1;
          size = n;
        }
      }
      runs = next;
    }
    // Lines left out as too common still join a run that touches them.
    while (besti > alo && bestj > blo && a[besti - 1] === b[bestj - 1]) {
      besti--;
      bestj--;
      size++;
    }
    while (besti + size < ahi && bestj + size < bhi && a[besti + size] === b[bestj + size]) size++;
    return { a: besti, b: bestj, size };
  };
  const found: Match[] = [];
  const todo: Array<[number, number, number, number]> = [[0, a.length, 0, b.length]];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    const [alo, ahi, blo, bhi] = next;
    const m = longest(alo, ahi, blo, bhi);
    if (m.size === 0) continue;
    found.push(m);
    if (alo < m.a && blo < m.b) todo.push([alo, m.a, blo, m.b]);
    if (m.a + m.size < ahi && m.b + m.size < bhi) todo.push([m.a + m.size, ahi, m.b + m.size, bhi]);
  }
  found.sort((x, y) => x.a - y.a || x.b - y.b);
  const joined: Match[] = [];
  for (const m of found) {
    const last = joined.at(-1);
    if (last !== undefined && last.a + last.size === m.a && last.b + last.size === m.b)
      joined[joined.length - 1] = { ...last, size: last.size + m.size };
    else joined.push(m);
  }
  joined.push({ a: a.length, b: b.length, size: 0 });
  return joined;
}

interface Step {
  readonly same: boolean;
  readonly a1: number;
  readonly a2: number;
  readonly b1: number;
  readonly b2: number;
}

function steps(a: readonly string[], b: readonly string[]): Step[] {
  const out: Step[] = [];
  let i = 0;
  let j = 0;
  for (const m of matches(a, b)) {
    if (i < m.a || j < m.b) out.push({ same: false, a1: i, a2: m.a, b1: j, b2: m.b });
    i = m.a + m.size;
    j = m.b + m.size;
    if (m.size > 0) out.push({ same: true, a1: m.a, a2: i, b1: m.b, b2: j });
  }
  return out;
}

function hunks(a: readonly string[], b: readonly string[], context: number): Step[][] {
  const all = steps(a, b);
  if (all.length === 0) return [];
  const first = all[0]!;
  if (first.same)
    all[0] = {
      ...first,
      a1: Math.max(first.a1, first.a2 - context),
      b1: Math.max(first.b1, first.b2 - context),
    };
  const last = all.at(-1)!;
  if (last.same)
    all[all.length - 1] = {
      ...last,
      a2: Math.min(last.a2, last.a1 + context),
      b2: Math.min(last.b2, last.b1 + context),
    };
  const out: Step[][] = [];
  let group: Step[] = [];
  for (let s of all) {
    if (s.same && s.a2 - s.a1 > context * 2) {
      group.push({ ...s, a2: Math.min(s.a2, s.a1 + context), b2: Math.min(s.b2, s.b1 + context) });
      out.push(group);
      group = [];
      s = { ...s, a1: Math.max(s.a1, s.a2 - context), b1: Math.max(s.b1, s.b2 - context) };
    }
    group.push(s);
  }
  if (group.length > 0 && !(group.length === 1 && group[0]!.same)) out.push(group);
  return out;
}

function range(from: number, to: number): string {
  const n = to - from;
  if (n === 1) return String(from + 1);
  return `${n === 0 ? from : from + 1},${n}`;
}

/** The lines of a unified diff, each with its end; empty where there is no difference. */
export function unifiedDiff(
  a: readonly string[],
  b: readonly string[],
  from: string,
  to: string,
  context = 3,
): string[] {
  const out: string[] = [];
  for (const group of hunks(a, b, context)) {
    if (out.length === 0) out.push(`--- ${from}\n`, `+++ ${to}\n`);
    const first = group[0]!;
    const last = group.at(-1)!;
    out.push(`@@ -${range(first.a1, last.a2)} +${range(first.b1, last.b2)} @@\n`);
    for (const s of group) {
      if (s.same) for (const l of a.slice(s.a1, s.a2)) out.push(` ${l}`);
      else {
        for (const l of a.slice(s.a1, s.a2)) out.push(`-${l}`);
        for (const l of b.slice(s.b1, s.b2)) out.push(`+${l}`);
      }
    }
  }
  return out;
}
