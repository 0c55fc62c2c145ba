import { reprText } from '../../argspec/repr.ts';
import { type ModuleContext, ModuleFailure } from '../../define.ts';
import { quoteWords } from '../command.ts';
import { type ToolResult, tool } from '../package/tool.ts';

export interface GitParams {
  readonly repo: string;
  readonly dest: string | null;
  readonly version: string;
  readonly remote: string;
  readonly refspec: string | null;
  readonly reference: string | null;
  readonly force: boolean;
  readonly depth: number | null;
  readonly clone: boolean;
  readonly update: boolean;
  readonly verify_commit: boolean;
  readonly gpg_whitelist: readonly string[];
  readonly accept_hostkey: boolean;
  readonly accept_newhostkey: boolean;
  readonly key_file: string | null;
  readonly ssh_opts: string | null;
  readonly executable: string | null;
  readonly bare: boolean;
  readonly recursive: boolean;
  readonly single_branch: boolean;
  readonly track_submodules: boolean;
  readonly umask: string | number | null;
  readonly archive: string | null;
  readonly archive_prefix: string | null;
  readonly separate_git_dir: string | null;
}

export type GitContext = ModuleContext<GitParams>;

/** Runs git on the host with the ssh words, the umask and the locale of the task. */
export class Git {
  private constructor(
    private readonly ctx: GitContext,
    readonly program: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly umask: number | undefined,
  ) {}

  static async make(ctx: GitContext): Promise<Git> {
    const { params: p, target } = ctx;
    const program = p.executable ?? (await target.which('git'));
    if (program === undefined)
      throw new ModuleFailure(
        `Failed to find required executable "git" in paths: ${(await target.environment())['PATH'] ?? ''}`,
      );
    const env = { GIT_TERMINAL_PROMPT: '0', GIT_SSH_COMMAND: await sshCommand(ctx) };
    return new Git(ctx, program, env, umaskOf(p.umask));
  }

  run(args: readonly string[], cwd?: string): Promise<ToolResult> {
    return tool(this.ctx.target, [this.program, ...args], {
      env: this.env,
      signal: this.ctx.signal,
      umask: this.umask,
      ...(cwd !== undefined && { cwd }),
    });
  }

  /** As run, but a failure ends the task as a failed command does; `message` replaces what git says. */
  async must(args: readonly string[], cwd?: string, message?: string): Promise<string> {
    const r = await this.run(args, cwd);
    if (r.rc === 0) return r.stdout;
    throw new ModuleFailure(message ?? r.stderr.trimEnd(), {
      cmd: quoteWords([this.program, ...args]),
      rc: r.rc,
      stdout: r.stdout,
      stderr: r.stderr,
    });
  }

  /** What a name stands for, or undefined. */
  async resolve(name: string, cwd: string): Promise<string | undefined> {
    const r = await this.run(['rev-parse', '--verify', '-q', name], cwd);
    return r.rc === 0 ? r.stdout.trim() : undefined;
  }
}

async function sshCommand(ctx: GitContext): Promise<string> {
  const p = ctx.params;
  const env = await ctx.target.environment();
  const words = [env['GIT_SSH_COMMAND'] ?? env['GIT_SSH'] ?? 'ssh'];
  const given = p.ssh_opts ?? '';
  if (given !== '') words.push(given);
  const add = (option: string): void => {
    if (!given.includes(option)) words.push(`-o ${option}`);
  };
  add('BatchMode=yes');
  if (p.accept_hostkey) add('StrictHostKeyChecking=no');
  else if (p.accept_newhostkey) add('StrictHostKeyChecking=accept-new');
  if (p.key_file !== null) {
    words.push(`-i ${quoteWords([p.key_file])}`);
    add('IdentitiesOnly=yes');
  }
  return words.join(' ');
}

function umaskOf(given: string | number | null): number | undefined {
  if (given === null) return undefined;
  if (typeof given === 'number') throw new ModuleFailure('umask must be defined as a quoted octal integer');
  if (/^(?:0o?)?[0-7]{1,4}$/.test(given)) return Number.parseInt(given.replace('o', ''), 8);
  throw new ModuleFailure('umask must be an octal integer', {
    details: `invalid literal for int() with base 8: ${reprText(given)}`,
  });
}
