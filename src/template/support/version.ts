/**
 * Version numbers as Ansible's `version` test reads them: loose and strict (distutils), semver
 * (https://semver.org), pep440 (https://peps.python.org/pep-0440/). Each class of version compares with its own kind.
 */
type Part = string | number;

/** A version text that cannot be read, or two that cannot be compared; `pythonClass` is what Python raises. */
export class VersionProblem extends Error {
  constructor(
    readonly pythonClass: 'ValueError' | 'TypeError' | 'InvalidVersion' | 'AttributeError',
    message: string,
  ) {
    super(message);
  }
}

export type Compare = (a: string, b: string) => number;

function looseParts(text: string): Part[] {
  return (text.match(/\d+|[a-z]+|\.|[^\da-z.]+/g) ?? [])
    .filter((p) => p !== '.')
    .map((p) => (/^\d+$/.test(p) ? Number(p) : p));
}

/** Lists in Python's order; the operator is named in the TypeError. */
function compareParts(a: readonly Part[], b: readonly Part[]): number {
  for (let i = 0; i < Math.min(a.length, b.length); i++) {
    const [x, y] = [a[i]!, b[i]!];
    if (x === y) continue;
    if (typeof x !== typeof y) {
      const name = (p: Part): string => (typeof p === 'number' ? 'int' : 'str');
      throw new VersionProblem(
        'TypeError',
        `'<' not supported between instances of '${name(x)}' and '${name(y)}'`,
      );
    }
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}

export const compareLoose: Compare = (a, b) => compareParts(looseParts(a), looseParts(b));

const STRICT = /^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$/;

export const compareStrict: Compare = (a, b) => {
  const read = (text: string): { readonly version: number[]; readonly pre: [string, number] | undefined } => {
    const m = STRICT.exec(text);
    if (!m) throw new VersionProblem('ValueError', `invalid version number '${text}'`);
    return {
      version: [Number(m[1]), Number(m[2]), Number(m[3] ?? 0)],
      pre: m[4] ? [m[4], Number(m[5])] : undefined,
    };
  };
  const [x, y] = [read(a), read(b)];
  const c = compareParts(x.version, y.version);
  if (c) return c;
  if (!x.pre || !y.pre) return x.pre ? -1 : y.pre ? 1 : 0;
  return compareParts(x.pre, y.pre);
};

const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-((?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*))?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

export const compareSemver: Compare = (a, b) => {
  const read = (text: string): { readonly core: number[]; readonly pre: string[] } => {
    const m = SEMVER.exec(text);
    if (!m) throw new VersionProblem('ValueError', `invalid semantic version '${text}'`);
    return { core: [1, 2, 3].map((i) => Number(m[i])), pre: m[4]?.split('.') ?? [] };
  };
  const [x, y] = [read(a), read(b)];
  const c = compareParts(x.core, y.core);
  if (c) return c;
  if (!x.pre.length || !y.pre.length) return x.pre.length ? -1 : y.pre.length ? 1 : 0;
  for (let i = 0; i < Math.min(x.pre.length, y.pre.length); i++) {
    const [p, q] = [x.pre[i]!, y.pre[i]!];
    if (p === q) continue;
    const [pn, qn] = [/^\d+$/.test(p), /^\d+$/.test(q)];
    if (pn && qn) return Number(p) - Number(q);
    if (pn !== qn) return pn ? -1 : 1;
    return p < q ? -1 : 1;
  }
  return x.pre.length - y.pre.length;
};

const PEP440 =
  /^\s*v?(?:(\d+)!)?(\d+(?:\.\d+)*)(?:[-_.]?(alpha|a|beta|b|preview|pre|c|rc)[-_.]?(\d+)?)?(?:-(\d+)|[-_.]?(post|rev|r)[-_.]?(\d+)?)?(?:[-_.]?(dev)[-_.]?(\d+)?)?(?:\+([a-z0-9]+(?:[-_.][a-z0-9]+)*))?\s*$/i;

export const comparePep440: Compare = (a, b) => {
  const [x, y] = [pep440Key(a), pep440Key(b)];
  for (let i = 0; i < x.length; i++) {
    const [p, q] = [x[i]!, y[i]!];
    for (let j = 0; j < Math.max(p.length, q.length); j++) {
      const [m, n] = [p[j] ?? -1, q[j] ?? -1];
      if (m === n) continue;
      // In a local version a number is above a text.
      if (typeof m !== typeof n) return m === -1 || (n !== -1 && typeof m === 'string') ? -1 : 1;
      return m < n ? -1 : 1;
    }
  }
  return 0;
};

/** Epoch, release without closing zeros, pre, post, dev, local: each a list that compares item by item. */
function pep440Key(text: string): Part[][] {
  const m = PEP440.exec(text);
  if (!m) throw new VersionProblem('InvalidVersion', `Invalid version: '${text}'`);
  const release = m[2]!.split('.').map(Number);
  while (release.length && release.at(-1) === 0) release.pop();
  const letter = m[3]?.toLowerCase();
  const stage = letter === undefined ? undefined : letter[0] === 'a' ? 0 : letter[0] === 'b' ? 1 : 2;
  const hasPost = m[5] !== undefined || m[6] !== undefined;
  const hasDev = m[8] !== undefined;
  const pre = stage !== undefined ? [stage, Number(m[4] ?? 0)] : hasDev && !hasPost ? [-1] : [9];
  const local =
    m[10]
      ?.toLowerCase()
      .split(/[-_.]/)
      .map((p) => (/^\d+$/.test(p) ? Number(p) : p)) ?? [];
  return [
    [Number(m[1] ?? 0)],
    release,
    pre,
    hasPost ? [Number(m[5] ?? m[7] ?? 0)] : [-1],
    hasDev ? [Number(m[9] ?? 0)] : [Number.POSITIVE_INFINITY],
    local,
  ];
}
