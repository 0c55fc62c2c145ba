import { defineModule, ModuleFailure, type ModuleResult } from '../define.ts';
import { SubversionClient, type SubversionParams } from '../support/subversion.ts';

const flag = (description: string, value = false) => ({ type: 'bool', default: value, description }) as const;

const revisionNumber = (line: string): number => {
  const n = /:\s*(\d+)/.exec(line);
  if (n === null) throw new ModuleFailure(`svn info tells no revision: ${line}`);
  return Number(n[1]);
};

export default defineModule<SubversionParams>({
  shortDescription: 'Deploys a subversion repository',
  description: 'Checks out or exports a repository by svn, or brings a working copy to a revision.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/subversion_module.html',
  options: {
    dest: {
      type: 'path',
      description: 'The directory; required unless checkout, update and export are all off.',
    },
    repo: { required: true, aliases: ['name', 'repository'], description: 'Address of the repository.' },
    revision: { default: 'HEAD', aliases: ['rev', 'version'], description: 'The revision.' },
    force: flag('Reverts changed files of a working copy; an export overwrites what is there.'),
    username: { description: 'Account at the repository.' },
    password: { noLog: true, description: 'Its password; svn before 1.10 gets it as an argument.' },
    executable: { type: 'path', description: 'The svn to use.' },
    checkout: flag('Checks out where nothing is there.', true),
    update: flag('Brings a working copy up to date.', true),
    export: flag('Exports, without what makes a working copy.'),
    switch: flag('Points a working copy at the repository first.', true),
    validate_certs: flag('Refuses certificates of unknown issuers.'),
    in_place: flag('Checks out into a directory that is no working copy.'),
  },
  returns: {
    before: { description: 'Revision and address before.', returned: 'success', type: 'list' },
    after: { description: 'Revision and address afterwards.', returned: 'success', type: 'list' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    const svn = await SubversionClient.make(ctx);
    if (!p.dest && (p.checkout || p.update || p.export))
      throw new ModuleFailure(
        'the destination directory must be specified unless checkout=no, update=no, and export=no',
      );
    if (!p.export && !p.update && !p.checkout)
      return { changed: false, after: (await svn.info([p.repo], 'Unable to get remote revision'))[0] };
    const dest = p.dest ?? '';
    const from = ['-r', p.revision, p.repo, dest];
    const done = async (changed: boolean, before: [string, string] | null): Promise<ModuleResult> => ({
      changed,
      before,
      after: await svn.info([dest]),
    });
    if (p.export || (await target.stat(dest)) === undefined) {
      if (ctx.checkMode) return { changed: true };
      if (!p.export && !p.checkout) return { changed: false };
      if (p.export) {
        await svn.lines(['export', ...(p.force ? ['--force'] : []), ...from]);
        return { changed: true };
      }
      await svn.lines(['checkout', ...from]);
      return done(true, null);
    }
    if (await svn.isWorkingCopy(dest)) {
      if (!p.update) return { changed: false };
      if (ctx.checkMode) {
        if ((await svn.modified(dest)) && !p.force) throw modifiedFiles();
        const [before] = await svn.info([dest]);
        const [after] = await svn.info(['-r', p.revision, dest]);
        return { changed: revisionNumber(before) < revisionNumber(after), before, after };
      }
      const before = await svn.info([dest]);
      // a switch would hide or bring changes of its own
      const modified = await svn.modified(dest);
      let changed = modified;
      if (p.switch)
        changed = (await svn.touches(['switch', '--revision', p.revision, p.repo, dest])) || changed;
      if (modified && !p.force) throw modifiedFiles();
      if (modified) await svn.lines(['revert', '-R', dest]);
      changed = (await svn.touches(['update', '-r', p.revision, dest])) || changed;
      return done(changed, before);
    }
    if (!p.in_place)
      throw new ModuleFailure(`ERROR: ${dest} folder already exists, but its not a subversion repository.`);
    // as the real one, which does so in check mode, too, unless asked not to
    if (ctx.checkMode) return { changed: true };
    await svn.lines(['checkout', '--force', ...from]);
    if ((await svn.modified(dest)) && p.force) await svn.lines(['revert', '-R', dest]);
    return done(true, null);
  },
});

const modifiedFiles = (): ModuleFailure =>
  new ModuleFailure('ERROR: modified files exist in the repository.');
