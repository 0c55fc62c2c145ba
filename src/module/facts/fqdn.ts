import type { Target } from '../../target/types.ts';

/** Prints the line of the hosts database that the host's own name leads to. */
export const fqdnCommand = `h=$(uname -n); ip=$(getent ahosts "$h" 2>/dev/null | awk 'NR==1{print $1}'); [ -n "$ip" ] && getent hosts "$ip" 2>/dev/null`;

/** The full name in that line, as Python's socket.getfqdn picks it: the first with a dot, else the first, else `node`. */
export function fqdnOf(line: string, node: string): string {
  const [, ...names] = line.trim().split(/\s+/);
  return names.find((n) => n.includes('.')) ?? names[0] ?? node;
}

/** The full name that the host gives itself. */
export async function fqdn(target: Target, node: string): Promise<string> {
  return fqdnOf((await target.shell(fqdnCommand)).stdout.toString(), node);
}
