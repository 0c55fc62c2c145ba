import type { ModuleContext } from '../../define.ts';
import { type ToolResult, tool } from './tool.ts';

export interface AptParams {
  readonly update_cache: boolean | null;
  readonly update_cache_retries: number;
  readonly update_cache_retry_max_delay: number;
  readonly cache_valid_time: number;
  readonly purge: boolean;
  readonly package: readonly string[] | null;
  readonly deb: string | null;
  readonly default_release: string | null;
  readonly install_recommends: boolean | null;
  readonly force: boolean;
  readonly upgrade: 'dist' | 'full' | 'no' | 'safe' | 'yes' | null;
  readonly dpkg_options: string;
  readonly autoremove: boolean;
  readonly autoclean: boolean;
  readonly fail_on_autoremove: boolean;
  readonly policy_rc_d: number | null;
  readonly only_upgrade: boolean;
  readonly force_apt_get: boolean;
  readonly clean: boolean;
  readonly allow_unauthenticated: boolean;
  readonly allow_downgrade: boolean;
  readonly allow_change_held_packages: boolean;
  readonly lock_timeout: number;
  readonly state: 'absent' | 'build-dep' | 'fixed' | 'latest' | 'present';
}

export type AptContext = ModuleContext<AptParams>;

export const aptGet = '/usr/bin/apt-get';

const environment: Readonly<Record<string, string>> = {
  DEBIAN_FRONTEND: 'noninteractive',
  DEBIAN_PRIORITY: 'critical',
  APT_LISTCHANGES_FRONTEND: 'none',
};

const locked = /Could not get lock|Unable to acquire the dpkg frontend lock|is another process using it/;

/** `force-confdef,force-confold` as words of apt-get. */
export const dpkgWords = (options: string): string[] =>
  options
    .split(',')
    .filter((o) => o !== '')
    .flatMap((o) => ['-o', `Dpkg::Options::=--${o}`]);

/** Runs apt-get; where another program holds its lock, waits for up to `lock_timeout` seconds. */
export async function runApt(ctx: AptContext, argv: readonly string[]): Promise<ToolResult> {
  const policy = ctx.params.policy_rc_d;
  const start = Date.now();
  for (;;) {
    const r =
      policy === null
        ? await tool(ctx.target, argv, { env: environment, signal: ctx.signal })
        : await withPolicy(ctx, argv, policy);
    if (r.rc === 0 || !locked.test(r.stderr) || Date.now() - start >= ctx.params.lock_timeout * 1000)
      return r;
    await new Promise((resolve) => setTimeout(resolve, 1000));
  }
}

const policyFile = '/usr/sbin/policy-rc.d';

/** For the time of one command, /usr/sbin/policy-rc.d answers with the wanted code; an old one is put back. */
async function withPolicy(ctx: AptContext, argv: readonly string[], code: number): Promise<ToolResult> {
  const { target } = ctx;
  const before = await target.stat(policyFile);
  const kept = before === undefined ? undefined : await target.readFile(policyFile);
  const temp = await target.tempFile({ prefix: 'policy' });
  await target.writeFile(temp, `#!/bin/sh\nexit ${code}\n`);
  await target.chmod(temp, 0o755);
  await target.move(temp, policyFile);
  await target.chmod(policyFile, 0o755);
  try {
    return await tool(target, argv, { env: environment, signal: ctx.signal });
  } finally {
    if (kept === undefined) await target.unlink(policyFile);
    else {
      await target.writeFile(policyFile, kept);
      await target.chmod(policyFile, before?.mode ?? 0o755);
    }
  }
}

/** Seconds since the epoch at which the package lists were last fetched; 0 where never. */
export async function cacheTime(ctx: AptContext): Promise<number> {
  const [stamp, lists] = await ctx.target.statMany([
    '/var/lib/apt/periodic/update-success-stamp',
    '/var/lib/apt/lists',
  ]);
  return Math.trunc(stamp?.mtime ?? lists?.mtime ?? 0);
}

/** Parts of apt-get's output for the diff: what it says it will do. */
export function parseDiff(output: string): { prepared?: string } {
  const lines = output.split('\n');
  let start = lines.findIndex((l) =>
    /^(The following|Reading state information|Building dependency tree)/.test(l),
  );
  if (start < 0) return {};
  const read = lines.lastIndexOf('Reading state information...');
  if (read >= 0) start = read + 1;
  const end = lines.findIndex((l, i) => i >= start && /^\d+ (upgraded|packages upgraded)/.test(l));
  if (end < 0) return {};
  return { prepared: lines.slice(start, end + 1).join('\n') };
}
