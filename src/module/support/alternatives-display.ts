/** A link that goes along with an alternative. */
export interface Subcommand {
  readonly name: string;
  readonly path: string;
  readonly link: string | null;
}

export interface Alternatives {
  /** auto or manual; undefined where the group is not known. */
  readonly mode: string | undefined;
  /** What the link points to, and the link. */
  readonly path: string | undefined;
  readonly link: string | undefined;
  readonly alternatives: ReadonlyMap<string, { priority: number; subcommands: Subcommand[] }>;
}

/**
 * Reads what `update-alternatives --display` prints on Debian and on RedHat. RedHat's does not tell the links of
 * subcommands: those are taken from `given`.
 */
export function parseAlternatives(output: string, given: readonly Subcommand[]): Alternatives {
  const alternatives = new Map<string, { priority: number; subcommands: Subcommand[] }>();
  const mode = /\s-\s(?:status\sis\s)?(\w*)(?:\smode|.)$/m.exec(output)?.[1];
  if (mode === undefined) return { mode, path: undefined, link: undefined, alternatives };
  let links = new Map(
    [...output.matchAll(/^\s*(?:slave|follower) (\S+) is (.*)$/gm)].map((m) => [m[1]!, m[2]!] as const),
  );
  if (links.size === 0) links = new Map(given.map((s) => [s.name, s.link ?? ''] as const));
  let now: { priority: number; subcommands: Subcommand[] } | undefined;
  for (const line of output.split('\n')) {
    const head = /^(\/.*)\s-\s(?:family\s\S+\s)?priority\s(\d+)/.exec(line);
    const sub = /^\s+(?:slave|follower) (.*): (.*)$/.exec(line);
    if (head !== null) {
      now = { priority: Number(head[2]), subcommands: [] };
      alternatives.set(head[1]!, now);
    } else if (sub !== null && now !== undefined) {
      if (sub[2] !== '(null)')
        now.subcommands.push({ name: sub[1]!, path: sub[2]!, link: links.get(sub[1]!) ?? null });
    } else now = undefined;
  }
  return {
    mode,
    path: /^\s*link currently points to (.*)$/m.exec(output)?.[1],
    link: /^\s*link \w+ is (.*)$/m.exec(output)?.[1],
    alternatives,
  };
}
