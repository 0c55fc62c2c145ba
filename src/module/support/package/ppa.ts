import { posix } from 'node:path';
import { type ModuleContext, ModuleFailure } from '../../define.ts';
import { fetchUrl } from '../http/fetch-url.ts';
import { statusText } from '../http/options.ts';
import { HttpFailure } from '../http/types.ts';
import { readText } from '../text-file.ts';
import { type ToolResult, tool } from './tool.ts';

export interface Ppa {
  readonly owner: string;
  readonly name: string;
  readonly source: string;
}

/** The programs for keys; one of them must be there. */
export interface KeyTools {
  readonly aptKey: string | undefined;
  readonly gpg: string | undefined;
}

const keyServer = 'hkp://keyserver.ubuntu.com:80';
const keyDirs = ['/etc/apt/keyrings', '/etc/apt/trusted.gpg.d', '/usr/share/keyrings'];

/** `ppa:owner/name` as a source for a release of Ubuntu. */
export function ppaSource(line: string, codename: string): Ppa {
  const [owner = '', name = 'ppa'] = (line.split(':')[1] ?? '').split('/');
  return { owner, name, source: `deb http://ppa.launchpad.net/${owner}/${name}/ubuntu ${codename} main` };
}

/** The code name of the host's release. */
export async function releaseCodename(ctx: ModuleContext<unknown>): Promise<string> {
  const text = await readText(ctx.target, '/etc/os-release');
  const found = /^VERSION_CODENAME="?([^"\n]+)"?$/m.exec(text)?.[1];
  if (found !== undefined) return found;
  const r = await tool(ctx.target, ['lsb_release', '-cs']);
  return r.rc === 0 ? r.stdout.trim() : '';
}

/** Asks Launchpad for the key of an archive and gives it to apt where apt does not have it. */
export async function trustPpa(
  ctx: ModuleContext<unknown>,
  ppa: Ppa,
  tools: KeyTools,
  validateCerts: boolean,
): Promise<void> {
  const print = await signingKey(ctx, ppa, validateCerts);
  if (await hasKey(ctx, print, tools)) return;
  if (ctx.checkMode) return;
  if (tools.aptKey !== undefined) {
    mustWork(
      await tool(ctx.target, [
        tools.aptKey,
        'adv',
        '--recv-keys',
        '--no-tty',
        '--keyserver',
        keyServer,
        print,
      ]),
    );
    return;
  }
  const dir = await firstDir(ctx);
  const file = `${dir}/${posix.basename(ppa.source).replaceAll(' ', '-')}-${ppa.owner}-${ppa.name}.gpg`;
  const command = [tools.gpg!, '--no-tty', '--keyserver', keyServer, '--export', print];
  const r = await ctx.target.exec(command);
  mustWork({ rc: r.rc, stdout: '', stderr: r.stderr.toString() });
  if (r.stdout.length === 0)
    throw new ModuleFailure('Unable to get required signing key', {
      rc: r.rc,
      stderr: r.stderr.toString(),
      command,
    });
  const temp = await ctx.target.tempFile({ beside: file });
  await ctx.target.writeFile(temp, r.stdout);
  await ctx.target.move(temp, file);
}

async function signingKey(ctx: ModuleContext<unknown>, ppa: Ppa, validateCerts: boolean): Promise<string> {
  const failed = (why: string): never => {
    throw new ModuleFailure(`failed to fetch PPA information, error was: ${why}`);
  };
  const url = `https://launchpad.net/api/1.0/~${ppa.owner}/+archive/${ppa.name}`;
  let body: string;
  try {
    const answer = await fetchUrl(ctx, url, { validateCerts, headers: [['Accept', 'application/json']] });
    if (answer.status !== 200) return failed(statusText(answer.status, answer.reason));
    body = answer.body.toString();
  } catch (e) {
    if (e instanceof HttpFailure) return failed(e.message);
    throw e;
  }
  let print: unknown;
  try {
    print = (JSON.parse(body) as { signing_key_fingerprint?: unknown }).signing_key_fingerprint;
  } catch {
    return failed('the answer is not JSON');
  }
  // it becomes an argument of a program
  return typeof print === 'string' && /^[0-9A-Fa-f]{8,64}$/.test(print)
    ? print
    : failed('the answer names no signing key');
}

async function hasKey(ctx: ModuleContext<unknown>, print: string, tools: KeyTools): Promise<boolean> {
  if (tools.aptKey !== undefined) {
    const r = await tool(ctx.target, [tools.aptKey, 'export', print]);
    mustWork(r);
    return r.stderr === '';
  }
  const files = ['/etc/apt/trusted.gpg'];
  for (const dir of keyDirs)
    for (const name of await ctx.target.list(dir).catch(() => []))
      if (!name.startsWith('.')) files.push(posix.join(dir, name));
  for (const file of files) {
    const r = await tool(ctx.target, [tools.gpg!, '--list-packets', file]);
    if (r.stdout.includes(print)) return true;
  }
  return false;
}

async function firstDir(ctx: ModuleContext<unknown>): Promise<string> {
  const there = await ctx.target.statMany(keyDirs);
  const dir = keyDirs.find((_, i) => there[i] !== undefined);
  if (dir !== undefined) return dir;
  throw new ModuleFailure(
    `Unable to find any existing apt gpgp repo directories, tried the following: ${keyDirs.join(', ')}`,
  );
}

function mustWork(r: ToolResult): void {
  if (r.rc !== 0)
    throw new ModuleFailure(r.stderr.trimEnd(), { rc: r.rc, stdout: r.stdout, stderr: r.stderr });
}
