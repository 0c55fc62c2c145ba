import { posix } from 'node:path';
import type { Target } from '../../../target/types.ts';
import { ModuleFailure } from '../../define.ts';
import { tool } from '../package/tool.ts';
import type { PasswdEntry } from './database.ts';
import type { Done, UserContext } from './user.ts';

/** The name that the host gives itself. */
export const hostName = async (target: Target): Promise<string> =>
  (await tool(target, ['uname', '-n'])).stdout.trim();

/** A passphrase is handed to ssh-keygen by an askpass program, never on its command line. */
async function askpass(
  ctx: UserContext,
  passphrase: string,
): Promise<{ dir: string; env: Record<string, string> }> {
  const dir = await ctx.target.tempDir();
  await ctx.target.writeFile(`${dir}/phrase`, `${passphrase}\n`, { mode: 0o600 });
  await ctx.target.writeFile(`${dir}/ask`, `#!/bin/sh\ncat '${dir}/phrase'\n`, { mode: 0o700 });
  return { dir, env: { SSH_ASKPASS: `${dir}/ask`, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: 'none:0' } };
}

/** Makes the user's key where there is none, and tells its path, fingerprint and public part. */
export async function sshKey(
  ctx: UserContext,
  user: PasswdEntry,
  done: Done,
): Promise<Record<string, string>> {
  const { params: p, target, checkMode } = ctx;
  const file = p.ssh_key_file ?? posix.join('.ssh', `id_${p.ssh_key_type}`);
  const path = posix.isAbsolute(file) ? file : posix.join(user.home, file);
  if ((await target.stat(path)) === undefined) {
    if ((await target.stat(user.home)) === undefined && !posix.isAbsolute(file))
      throw new ModuleFailure(`User ${p.name} home directory does not exist`, { name: p.name });
    done.changed = true;
    if (checkMode) return {};
    const dir = posix.dirname(path);
    if ((await target.stat(dir)) === undefined) {
      await target.mkdir(dir, { mode: 0o700 });
      await target.chown(dir, user.uid, user.gid);
    }
    const host = await hostName(target);
    const comment = p.ssh_key_comment ?? `ansible-generated on ${host}`;
    const argv = [
      'ssh-keygen',
      '-q',
      '-t',
      p.ssh_key_type,
      ...(p.ssh_key_bits > 0 ? ['-b', String(p.ssh_key_bits)] : []),
      '-C',
      comment,
      '-f',
      path,
    ];
    const phrase = p.ssh_key_passphrase === null ? undefined : await askpass(ctx, p.ssh_key_passphrase);
    try {
      const r =
        phrase === undefined
          ? await tool(target, [...argv, '-N', ''])
          : await tool(target, ['setsid', '-w', ...argv], { env: phrase.env, stdin: '' });
      if (r.rc !== 0) throw new ModuleFailure(r.stderr, { name: p.name, rc: r.rc });
    } finally {
      if (phrase !== undefined) await target.removeTree(phrase.dir);
    }
    await target.chown(path, user.uid, user.gid);
    await target.chown(`${path}.pub`, user.uid, user.gid);
  }
  const print = await tool(target, ['ssh-keygen', '-l', '-f', path]);
  const publicKey =
    (await target.stat(`${path}.pub`)) === undefined
      ? ''
      : (await target.readFile(`${path}.pub`)).toString().trim();
  return {
    ssh_fingerprint: print.rc === 0 ? print.stdout.trim() : print.stderr.trim(),
    ssh_key_file: path,
    ssh_public_key: publicKey,
  };
}
