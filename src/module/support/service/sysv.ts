import type { Target } from '../../../target/types.ts';
import { type ModuleContext, ModuleFailure } from '../../define.ts';
import { commandWords } from '../command-words.ts';
import { asToolResult, requireProgram, type ToolResult } from '../package/tool.ts';

/** Path of the init script of a service; a path stands for itself. */
export const initScript = (name: string): string => (name.startsWith('/') ? name : `/etc/init.d/${name}`);

/** Runs a command text in the session's own locale: init scripts may care. */
export async function runText(ctx: ModuleContext<unknown>, command: string): Promise<ToolResult> {
  const argv = await commandWords(ctx.target, command);
  return asToolResult(await ctx.target.exec(argv, { signal: ctx.signal }));
}

/** Whether a start link of the service lies in the directory of a runlevel, or of any. */
export async function startsAtBoot(target: Target, name: string, runlevel?: string): Promise<boolean> {
  const base = (await target.stat('/etc/rc0.d'))?.type === 'directory' ? '/etc' : '/etc/init.d';
  const names = (await target.stat(base)) === undefined ? [] : await target.list(base);
  const dirs = names.filter((d) => (runlevel === undefined ? /^rc.\.d$/.test(d) : d === `rc${runlevel}.d`));
  for (const d of dirs) {
    const path = `${base}/${d}`;
    if ((await target.stat(path))?.type !== 'directory') continue;
    if ((await target.list(path)).some((f) => /^S../.test(f) && f.slice(3) === name)) return true;
  }
  return false;
}

/** Whether a line of ps holds the text. */
export async function inProcessList(target: Target, text: string): Promise<boolean> {
  const ps = await requireProgram(target, 'ps');
  const r = asToolResult(await target.exec([ps, 'auxww']));
  return r.rc === 0 && r.stdout.split('\n').some((l) => l.includes(text));
}

export interface SysvStatus {
  readonly running: boolean;
  /** What the last status command said. */
  readonly said: ToolResult;
}

const stoppedWords = ['stop', 'is dead ', 'dead but ', 'could not access pid file', 'inactive'];
const runningWords = ['run', 'start', 'active'];

/** Whether the service runs: by a text in ps, else by what its status command says, its exit code, and ps at last. */
export async function sysvStatus(
  ctx: ModuleContext<unknown>,
  name: string,
  pattern: string | null,
  service: string | undefined,
): Promise<SysvStatus> {
  let said: ToolResult = { rc: 0, stdout: '', stderr: '' };
  let running: boolean | undefined;
  if (pattern) running = (await inProcessList(ctx.target, pattern)) || undefined;
  else {
    said = await runText(
      ctx,
      service === undefined ? `${initScript(name)} status` : `${service} ${name} status`,
    );
    running = readStatus(name, said);
    if (running === undefined && (await inProcessList(ctx.target, name))) {
      running = true;
      ctx.warn('Used ps output to match service name and determine it is up, this is very unreliable');
    }
  }
  if (running === undefined) ctx.warn('Unable to determine if service is up, assuming it is down');
  return { running: running ?? false, said };
}

/** What a status command tells; undefined where it tells nothing. */
export function readStatus(name: string, { rc, stdout }: ToolResult): boolean | undefined {
  if (name === 'iptables' && stdout.includes('ACCEPT')) return true;
  if (stdout.split('\n').length <= 2) {
    const text = stdout.toLowerCase().replaceAll(name.toLowerCase(), '');
    if (stoppedWords.some((w) => text.includes(w))) return false;
    if (runningWords.some((w) => text.includes(w)) && !text.includes('not ')) return true;
  }
  if ([1, 2, 3, 4, 69].includes(rc)) return false;
  return rc === 0 ? true : undefined;
}

/** Runs an init script with one word; a failure fails the module. With `detach` in a session of its own. */
export async function callScript(
  ctx: ModuleContext<unknown>,
  what: { readonly name: string; readonly verb: string; readonly word: string },
  args: string | null,
  detach: boolean,
): Promise<ToolResult> {
  const words = await commandWords(ctx.target, `${initScript(what.name)} ${what.word} ${args ?? ''}`);
  const alone = detach ? ['setsid', '--wait', ...words] : words;
  const r = asToolResult(
    await ctx.target.exec(alone, { signal: ctx.signal, ...(detach && { cwd: '/', stdin: '' }) }),
  );
  if (r.rc !== 0)
    throw new ModuleFailure(`Failed to ${what.verb} service: ${what.name}`, {
      rc: r.rc,
      stdout: r.stdout,
      stderr: r.stderr,
    });
  return r;
}
