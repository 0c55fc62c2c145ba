import type { ModuleContext } from '../define.ts';
import { mustRun, readableLocale, runProgram } from './checked-run.ts';
import { requireProgram } from './package/tool.ts';

/** Parameters of the subversion module. */
export interface SubversionParams {
  readonly dest: string | null;
  readonly repo: string;
  readonly revision: string;
  readonly force: boolean;
  readonly username: string | null;
  readonly password: string | null;
  readonly executable: string | null;
  readonly export: boolean;
  readonly checkout: boolean;
  readonly update: boolean;
  readonly switch: boolean;
  readonly in_place: boolean;
  readonly validate_certs: boolean;
}

type Ctx = ModuleContext<SubversionParams>;

// svn says it in the host's language where C is not to be had
const revisionLine = /^[\p{L}\p{N}_]+\s?:\s+\d+$/mu;
const urlLine = /^URL\s?:.*$/m;
const changedLine = /^[ABDUCGE]\s/;

/** The svn client of a task: who it is, how it is asked. */
export class SubversionClient {
  private constructor(
    private readonly ctx: Ctx,
    private readonly program: string,
    private readonly env: Readonly<Record<string, string>>,
  ) {}

  static async make(ctx: Ctx): Promise<SubversionClient> {
    const program = ctx.params.executable || (await requireProgram(ctx.target, 'svn'));
    return new SubversionClient(ctx, program, await readableLocale(ctx.target));
  }

  /** Whether the path is a working copy. */
  async isWorkingCopy(path: string): Promise<boolean> {
    const { argv, stdin } = await this.command(['info', path]);
    const r = await runProgram(this.ctx.target, argv, { env: this.env, stdin, signal: this.ctx.signal });
    return r.rc === 0;
  }

  /** Lines of stdout; a failed svn fails the module. */
  async lines(words: readonly string[]): Promise<string[]> {
    const { argv, stdin } = await this.command(words);
    const r = await mustRun(this.ctx.target, argv, { env: this.env, stdin, signal: this.ctx.signal });
    const lines = r.stdout.split(/\r\n|\r|\n/);
    if (lines.at(-1) === '') lines.pop();
    return lines;
  }

  /** Runs a command and tells whether it touched a file. */
  async touches(words: readonly string[]): Promise<boolean> {
    return (await this.lines(words)).some((l) => changedLine.test(l));
  }

  /** `svn info`'s lines of revision and address, or a sentence where there is none. */
  async info(words: readonly string[], missing = 'Unable to get revision'): Promise<[string, string]> {
    const text = (await this.lines(['info', ...words])).join('\n');
    return [revisionLine.exec(text)?.[0] ?? missing, urlLine.exec(text)?.[0] ?? 'Unable to get URL'];
  }

  /** Whether files under version control differ from what was checked out. */
  async modified(path: string): Promise<boolean> {
    return (await this.lines(['status', '--quiet', '--ignore-externals', path])).some((l) =>
      /^[^?X]/.test(l),
    );
  }

  private async command(words: readonly string[]): Promise<{ argv: string[]; stdin: string | undefined }> {
    const p = this.ctx.params;
    const argv = [this.program, '--non-interactive', '--no-auth-cache'];
    let stdin: string | undefined;
    if (!p.validate_certs) argv.push('--trust-server-cert');
    if (p.username) argv.push('--username', p.username);
    if (p.password) {
      if (await this.readsPassword()) {
        argv.push('--password-from-stdin');
        stdin = `${p.password}\n`;
      } else {
        this.ctx.warn(
          'The authentication provided will be used on the svn command line and is not secure. To securely pass credentials, upgrade svn to version 1.10.0 or greater.',
        );
        argv.push('--password', p.password);
      }
    }
    return { argv: [...argv, ...words], stdin };
  }

  #readsPassword: boolean | undefined;
  private async readsPassword(): Promise<boolean> {
    if (this.#readsPassword === undefined) {
      const r = await mustRun(this.ctx.target, [this.program, '--version', '--quiet'], { env: this.env });
      const [major = 0, minor = 0] = r.stdout.trim().split('.').map(Number);
      this.#readsPassword = major > 1 || (major === 1 && minor >= 10);
    }
    return this.#readsPassword;
  }
}
