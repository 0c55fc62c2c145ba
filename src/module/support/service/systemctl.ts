import type { Target } from '../../../target/types.ts';
import type { PlainObject } from '../../../value/plain.ts';
import { type ToolResult, tool } from '../package/tool.ts';

/** Runs systemctl with the words that choose its scope; the user's bus is told where a session lacks it. */
export class Systemctl {
  constructor(
    private readonly target: Target,
    private readonly words: readonly string[],
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async make(target: Target, scope: string, noBlock: boolean, force: boolean): Promise<Systemctl> {
    const words = [
      ...(scope === 'system' ? [] : [`--${scope}`]),
      ...(noBlock ? ['--no-block'] : []),
      ...(force ? ['--force'] : []),
    ];
    const env: Record<string, string> = {};
    if (scope === 'user' && (await target.environment())['XDG_RUNTIME_DIR'] === undefined) {
      const id = (await tool(target, ['id', '-u'])).stdout.trim();
      if (id !== '') env['XDG_RUNTIME_DIR'] = `/run/user/${id}`;
    }
    return new Systemctl(target, words, env);
  }

  run(...args: readonly string[]): Promise<ToolResult> {
    return tool(this.target, ['systemctl', ...this.words, ...args], { env: this.env });
  }
}

/**
 * `systemctl show` as a dict, keys sorted as they come. A value that opens a brace may go on over lines until one
 * ends with a closing brace (ExecStart of some releases).
 */
export function parseShow(text: string): Record<string, string> {
  const out: Record<string, string> = {};
  let key: string | undefined;
  let multi: string[] = [];
  for (const line of text.split('\n')) {
    if (key === undefined) {
      const eq = line.indexOf('=');
      if (eq < 0) continue;
      const name = line.slice(0, eq);
      const value = line.slice(eq + 1);
      if (name.startsWith('Exec') && value.trimStart().startsWith('{') && !value.trimEnd().endsWith('}')) {
        key = name;
        multi = [value];
      } else out[name] = value.trim();
    } else {
      multi.push(line);
      if (!line.trimEnd().endsWith('}')) continue;
      out[key] = multi.join('\n').trim();
      key = undefined;
    }
  }
  return out;
}

export const isRunning = (status: PlainObject): boolean =>
  status['ActiveState'] === 'active' || status['ActiveState'] === 'activating';
export const isDeactivating = (status: PlainObject): boolean => status['ActiveState'] === 'deactivating';
