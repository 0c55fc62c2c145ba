import { ModuleFailure } from '../../define.ts';
import type { ToolResult } from '../package/tool.ts';
import type { Git, GitContext } from './client.ts';

const isSha = (version: string): boolean => /^[0-9a-f]{40}$/.test(version);

/** Kind of a version at a remote, and its commit. */
export async function remoteVersion(
  ctx: GitContext,
  git: Git,
  repo: string,
  cwd?: string,
): Promise<{ readonly kind: 'head' | 'branch' | 'tag' | 'sha'; readonly commit: string } | undefined> {
  const v = ctx.params.version;
  if (isSha(v)) return { kind: 'sha', commit: v };
  const names = v === 'HEAD' ? ['HEAD'] : [`refs/heads/${v}`, `refs/tags/${v}`, `refs/tags/${v}^{}`];
  const refs = new Map(
    (await git.must(['ls-remote', repo, ...names], cwd))
      .split('\n')
      .filter((l) => l.includes('\t'))
      .map((l) => [l.slice(l.indexOf('\t') + 1), l.slice(0, l.indexOf('\t'))] as const),
  );
  const head = refs.get('HEAD');
  if (v === 'HEAD') return head === undefined ? undefined : { kind: 'head', commit: head };
  const branch = refs.get(`refs/heads/${v}`);
  if (branch !== undefined) return { kind: 'branch', commit: branch };
  const tag = refs.get(`refs/tags/${v}^{}`) ?? refs.get(`refs/tags/${v}`);
  return tag === undefined ? undefined : { kind: 'tag', commit: tag };
}

/** A new copy of the repository. */
export async function cloneRepository(ctx: GitContext, git: Git, repo: string, dest: string): Promise<void> {
  const { params: p, target } = ctx;
  const args = ['clone', ...(p.bare ? ['--bare'] : ['--origin', p.remote])];
  if (p.depth !== null || p.single_branch) {
    const at = p.version === 'HEAD' ? undefined : await remoteVersion(ctx, git, repo);
    const named = at?.kind === 'branch' || at?.kind === 'tag';
    if (p.depth !== null) {
      if (p.version === 'HEAD' || p.refspec !== null || named) args.push('--depth', String(p.depth));
      else
        ctx.warn(
          'Ignoring depth argument. Shallow clones are only available for HEAD, branches, tags or in combination with refspec.',
        );
    }
    if (p.single_branch) {
      if (p.version === 'HEAD' || p.refspec !== null || named) args.push('--single-branch');
      else
        ctx.warn(
          'Ignoring single_branch argument. Cloning a single branch is only available for HEAD, branches, tags or in combination with refspec.',
        );
    }
    if (named) args.push('--branch', p.version);
  }
  if (p.reference !== null) args.push('--reference', p.reference);
  if (p.separate_git_dir !== null) args.push(`--separate-git-dir=${p.separate_git_dir}`);
  const parent = dest.slice(0, dest.lastIndexOf('/')) || '/';
  if ((await target.stat(parent)) === undefined) await target.mkdir(parent, { parents: true });
  await git.must([...args, '--', repo, dest], parent);
  if (p.bare && p.remote !== 'origin') await git.must(['remote', 'add', p.remote, repo], dest);
  if (p.refspec !== null)
    await git.must(
      ['fetch', ...(p.depth === null ? [] : ['--depth', String(p.depth)]), p.remote, p.refspec],
      dest,
    );
}

/** Gets what is new at the remote. */
export async function fetchRemote(ctx: GitContext, git: Git, repo: string, dest: string): Promise<void> {
  const p = ctx.params;
  const specs: string[] = [];
  let shallow = false;
  if (p.bare) specs.push('+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*');
  else if (p.depth !== null) {
    const at = await remoteVersion(ctx, git, repo, dest);
    const branch = at?.kind === 'head' ? await headBranch(ctx, git, dest) : p.version;
    if (at?.kind === 'branch' || (at?.kind === 'head' && branch !== undefined)) {
      specs.push(`+refs/heads/${branch}:refs/remotes/${p.remote}/${branch}`);
      await followBranch(git, dest, p.remote, branch!);
    } else if (at?.kind === 'tag') specs.push(`+refs/tags/${p.version}:refs/tags/${p.version}`);
    shallow = specs.length > 0;
  }
  if (p.refspec !== null) specs.push(p.refspec);
  // A refspec given replaces those of the configuration: both are wanted.
  if (p.refspec !== null && !p.bare && !shallow) specs.unshift(`+refs/heads/*:refs/remotes/${p.remote}/*`);
  const args = [
    'fetch',
    ...(shallow ? ['--depth', String(p.depth)] : p.bare ? [] : ['--tags']),
    ...(p.force ? ['--force'] : []),
    p.remote,
    ...specs,
  ];
  const r = await git.run(args, dest);
  if (r.rc !== 0)
    throw new ModuleFailure(`Failed to download remote objects and refs:  ${r.stdout} ${r.stderr}`, {
      cmd: [git.program, ...args],
    });
}

/** A clone of a single branch knows no other: a branch must be followed before it can be tracked. */
async function followBranch(git: Git, dest: string, remote: string, branch: string): Promise<void> {
  const specs = (await git.run(['config', '--get-all', `remote.${remote}.fetch`], dest)).stdout;
  if (!specs.includes('refs/heads/*') && !specs.split('\n').some((l) => l.endsWith(`/${branch}`)))
    await git.run(['remote', 'set-branches', '--add', remote, branch], dest);
}

/** The branch that is checked out; of a detached HEAD, the one that the remote's HEAD is. */
async function headBranch(ctx: GitContext, git: Git, dest: string): Promise<string | undefined> {
  const own = await git.run(['symbolic-ref', '-q', '--short', 'HEAD'], dest);
  if (own.rc === 0) return own.stdout.trim();
  const { remote } = ctx.params;
  const theirs = await git.run(['symbolic-ref', '-q', '--short', `refs/remotes/${remote}/HEAD`], dest);
  return theirs.rc === 0 ? theirs.stdout.trim().slice(remote.length + 1) : undefined;
}

/** Checks the version out, and makes a branch what it is at the remote. */
export async function switchVersion(ctx: GitContext, git: Git, dest: string): Promise<void> {
  const { version, remote } = ctx.params;
  const args: string[][] = [];
  if (version === 'HEAD') {
    const branch = await headBranch(ctx, git, dest);
    if (branch !== undefined)
      args.push(['checkout', '--force', branch], ['reset', '--hard', `${remote}/${branch}`, '--']);
  } else if ((await git.resolve(`refs/remotes/${remote}/${version}`, dest)) !== undefined) {
    if ((await git.resolve(`refs/heads/${version}`, dest)) === undefined)
      args.push(['checkout', '--track', '-b', version, `${remote}/${version}`]);
    else args.push(['checkout', '--force', version], ['reset', '--hard', `${remote}/${version}`]);
  } else args.push(['checkout', '--force', version]);
  for (const a of args)
    await git.must(
      a,
      dest,
      a[0] === 'reset' ? `Failed to checkout branch ${version}` : `Failed to checkout ${version}`,
    );
  if (ctx.params.verify_commit) await verify(ctx, git, dest);
}

/** Fails where the version is not signed by a key that is trusted. */
export async function verify(ctx: GitContext, git: Git, dest: string): Promise<void> {
  const { version, gpg_whitelist: allowed } = ctx.params;
  const type = await git.run(['cat-file', '-t', `refs/tags/${version}`], dest);
  const word = type.rc === 0 && type.stdout.trim() === 'tag' ? 'verify-tag' : 'verify-commit';
  const r: ToolResult = await git.run([word, ...(allowed.length > 0 ? ['--raw'] : []), version], dest);
  if (r.rc !== 0)
    throw new ModuleFailure(`Failed to verify GPG signature of commit/tag "${version}"`, {
      rc: r.rc,
      stdout: r.stdout,
      stderr: r.stderr,
    });
  if (allowed.length === 0) return;
  const key = /^\[GNUPG:\] VALIDSIG (.*)$/m.exec(r.stderr)?.[1]?.trim().split(/\s+/).at(-1) ?? '';
  if (!allowed.includes(key))
    throw new ModuleFailure(`The gpg_whitelist does not include the public key "${key}" for this commit`, {
      stdout: r.stdout,
      stderr: r.stderr,
    });
}

/** Brings submodules to what the checkout wants; true where one changed. */
export async function updateSubmodules(ctx: GitContext, git: Git, dest: string): Promise<boolean> {
  const { params: p, target } = ctx;
  if (p.bare || !p.recursive || (await target.stat(`${dest}/.gitmodules`)) === undefined) return false;
  const status = async (): Promise<string> =>
    (await git.run(['submodule', 'status', '--recursive'], dest)).stdout;
  const before = await status();
  const settled = before
    .split('\n')
    .filter((l) => l !== '')
    .every((l) => l.startsWith(' '));
  if (settled && !p.track_submodules) return false;
  for (const args of [
    ['submodule', 'sync'],
    ['submodule', 'update', '--init', '--recursive', ...(p.track_submodules ? ['--remote'] : [])],
  ]) {
    const r = await git.run(args, dest);
    if (r.rc !== 0) throw new ModuleFailure(`Failed to init/update submodules: ${r.stdout + r.stderr}`);
  }
  return (await status()) !== before;
}
