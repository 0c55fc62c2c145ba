import { defineModule, ModuleFailure, type ModuleResult } from '../define.ts';
import { archiveFormat, makeArchive } from '../support/git/archive.ts';
import {
  cloneRepository,
  fetchRemote,
  remoteVersion,
  switchVersion,
  updateSubmodules,
} from '../support/git/checkout.ts';
import { Git, type GitContext, type GitParams } from '../support/git/client.ts';

const flag = (description: string, value = false) => ({ type: 'bool', default: value, description }) as const;

export default defineModule<GitParams>({
  shortDescription: 'Deploys software or files from git checkouts',
  description: 'Clones a repository, or brings a clone to a version, with its submodules.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/git_module.html',
  options: {
    dest: { type: 'path', description: 'The directory of the clone; required unless `clone` is false.' },
    repo: { required: true, aliases: ['name'], description: 'Address of the repository.' },
    version: { default: 'HEAD', description: 'Branch, tag, commit, or HEAD.' },
    remote: { default: 'origin', description: 'Name of the remote.' },
    refspec: { description: 'A further refspec to fetch.' },
    reference: { description: 'A repository to borrow objects from.' },
    force: flag('Discards changes in the clone.'),
    depth: { type: 'int', description: 'Number of commits of a shallow clone.' },
    clone: flag('Clones where there is no clone.', true),
    update: flag('Gets new commits of the remote.', true),
    verify_commit: flag('Fails unless the version is signed.'),
    gpg_whitelist: {
      type: 'list',
      elements: 'str',
      default: [],
      description: 'Fingerprints of the keys that may sign.',
    },
    accept_hostkey: flag('ssh takes any host key.'),
    accept_newhostkey: flag('ssh takes host keys that it does not know yet.'),
    key_file: { type: 'path', description: 'Key of ssh, on the host.' },
    ssh_opts: { description: 'Options for ssh.' },
    executable: { type: 'path', description: 'The git to use.' },
    bare: flag('A repository without a work tree.'),
    recursive: flag('Clones submodules as well.', true),
    single_branch: flag('Clones the history of the version only.'),
    track_submodules: flag('Submodules follow their branches.'),
    umask: { type: 'raw', description: 'The umask of all that git does.' },
    archive: { type: 'path', description: 'An archive to make: .zip, .tar.gz, .tar, .tgz.' },
    archive_prefix: { description: 'What stands before the names in the archive.' },
    separate_git_dir: { type: 'path', description: 'Where .git is to be, apart from the work tree.' },
  },
  returns: {
    after: { description: 'Commit afterwards.', returned: 'success', type: 'str' },
    before: { description: 'Commit before.', returned: 'success', type: 'str' },
    remote_url_changed: {
      description: 'Whether the remote was somewhere else.',
      returned: 'success',
      type: 'bool',
    },
  },
  mutuallyExclusive: [
    ['separate_git_dir', 'bare'],
    ['accept_hostkey', 'accept_newhostkey'],
  ],
  requiredBy: { archive_prefix: ['archive'] },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    if (p.dest === null && p.clone)
      throw new ModuleFailure('the destination directory must be specified unless clone=no');
    if (p.archive !== null) archiveFormat(p.archive);
    const git = await Git.make(ctx);
    // git would make links of a path of this machine
    const repo = p.repo.startsWith('/') ? `file://${p.repo}` : p.repo;
    const dest = p.dest === null ? null : await absolute(ctx, p.dest);
    const there =
      dest !== null && (await target.stat(p.bare ? `${dest}/config` : `${dest}/.git`)) !== undefined;
    if (dest === null || !there) return fresh(ctx, git, repo, dest);
    const result = await existing(ctx, git, repo, dest);
    return result;
  },
});

async function absolute(ctx: GitContext, path: string): Promise<string> {
  if (path.startsWith('/')) return path.replace(/(?<=.)\/+$/, '');
  return ctx.target.realpath(path);
}

/** No clone is there yet. */
async function fresh(ctx: GitContext, git: Git, repo: string, dest: string | null): Promise<ModuleResult> {
  const p = ctx.params;
  if (dest === null || ctx.checkMode || !p.clone) {
    const at = await remoteVersion(ctx, git, repo);
    if (at === undefined) throw new ModuleFailure(`Could not determine remote revision for ${p.version}`);
    return { before: null, after: at.commit, changed: true, ...newDiff(ctx, at.commit) };
  }
  await cloneRepository(ctx, git, repo, dest);
  if (!p.bare) await switchVersion(ctx, git, dest);
  const submodules = await updateSubmodules(ctx, git, dest);
  const after = (await git.must(['rev-parse', 'HEAD'], dest)).trim();
  if (p.archive !== null) await makeArchive(ctx, git, dest, p.archive);
  return {
    before: null,
    after,
    changed: true,
    ...(submodules && { submodules_changed: true }),
    ...newDiff(ctx, after),
  };
}

const newDiff = (ctx: GitContext, commit: string) =>
  ctx.diff ? { diff: { prepared: `>> Newly checked out ${commit}` } } : {};

/** A clone is there: it is brought to the version. */
async function existing(ctx: GitContext, git: Git, repo: string, dest: string): Promise<ModuleResult> {
  const { params: p, checkMode } = ctx;
  const head = async (): Promise<string> => (await git.must(['rev-parse', 'HEAD'], dest)).trim();
  const before = await head();
  if (!p.update) {
    const archived = p.archive !== null && !checkMode && (await makeArchive(ctx, git, dest, p.archive));
    return { before, after: before, changed: archived };
  }
  const modified =
    !p.bare &&
    (await git.must(['status', '--porcelain'], dest))
      .split('\n')
      .some((l) => l !== '' && !l.startsWith('??'));
  if (modified && !p.force)
    throw new ModuleFailure(`Local modifications exist in the destination: ${dest} (force=no).`, { before });
  if (modified && !checkMode) await git.must(['reset', '--hard', 'HEAD'], dest);
  const note = modified ? { msg: `Local modifications exist in the destination: ${dest}` } : {};
  const moved = checkMode ? {} : await separate(ctx, git, dest);

  const url = (await git.run(['ls-remote', '--get-url', p.remote], dest)).stdout.trim();
  const other = plainUrl(url) !== plainUrl(repo);
  if (other && !checkMode) {
    const r = await git.run(['remote', 'set-url', p.remote, repo], dest);
    if (r.rc !== 0)
      throw new ModuleFailure(`Failed to set a new url ${repo} for ${p.remote}:  ${r.stdout}${r.stderr}`);
  }
  if (checkMode) {
    const at = await remoteVersion(ctx, git, other ? repo : p.remote, dest);
    const after = at?.commit ?? (await git.resolve(`${p.version}^{commit}`, dest));
    if (after === undefined) throw new ModuleFailure(`Could not determine remote revision for ${p.version}`);
    return {
      before,
      after,
      changed: before !== after || other || modified,
      remote_url_changed: other,
      ...note,
      ...(await changeDiff(ctx, git, dest, before, after)),
    };
  }
  const wanted = /^[0-9a-f]{40}$/.test(p.version) && !p.force && p.refspec === null;
  // A commit that is here already needs no look at the remote.
  if (!wanted || p.bare || (await git.resolve(`${p.version}^{commit}`, dest)) === undefined || other)
    await fetchRemote(ctx, git, repo, dest);
  if (!p.bare) await switchVersion(ctx, git, dest);
  const submodules = await updateSubmodules(ctx, git, dest);
  const after = await head();
  const archived = p.archive !== null && (await makeArchive(ctx, git, dest, p.archive));
  return {
    before,
    after,
    changed: before !== after || other || modified || submodules || archived || 'git_dir_now' in moved,
    remote_url_changed: other,
    ...(submodules && { submodules_changed: true }),
    ...note,
    ...moved,
    ...(await changeDiff(ctx, git, dest, before, after)),
  };
}

const plainUrl = (url: string): string => url.replace(/^file:\/\//, '').replace(/\/+$/, '');

/** Moves .git out of the work tree where it is to be elsewhere. */
async function separate(
  ctx: GitContext,
  git: Git,
  dest: string,
): Promise<{ git_dir_now?: string; git_dir_before?: string }> {
  const to = ctx.params.separate_git_dir;
  if (to === null) return {};
  const now = (await git.must(['rev-parse', '--absolute-git-dir'], dest)).trim();
  if (now === to) return {};
  if ((await ctx.target.stat(to)) !== undefined)
    throw new ModuleFailure(`${to} is there already: the repository of ${dest} is not moved to it`);
  await git.must(['init', '--quiet', `--separate-git-dir=${to}`], dest);
  return { git_dir_now: to, git_dir_before: now };
}

async function changeDiff(ctx: GitContext, git: Git, dest: string, before: string, after: string) {
  if (!ctx.diff || before === after) return {};
  const r = await git.run(['diff', before, after], dest);
  // In check mode the new commits are not here.
  return { diff: { prepared: r.rc === 0 ? r.stdout : `>> ${before}..${after}` } };
}
