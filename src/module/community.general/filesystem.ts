import { defineModule, ModuleFailure } from '../define.ts';
import { mustRun } from '../support/checked-run.ts';
import { filesystemKind, growFilesystem } from '../support/disk/filesystems.ts';
import { requireProgram, tool } from '../support/package/tool.ts';

interface Params {
  readonly state: 'absent' | 'present';
  readonly fstype: string | null;
  readonly dev: string;
  readonly opts: string | null;
  readonly force: boolean;
  readonly resizefs: boolean;
}

export default defineModule<Params>({
  shortDescription: 'Makes a filesystem',
  description:
    'Makes a file system on a device or in a file, lets one grow to the size of its device, or wipes it.',
  source: 'https://docs.ansible.com/ansible/latest/collections/community/general/filesystem_module.html',
  options: {
    state: {
      default: 'present',
      choices: ['present', 'absent'],
      description: 'Whether a file system is there; absent wipes the signatures of one.',
    },
    fstype: {
      aliases: ['type'],
      choices: 'btrfs ext2 ext3 ext4 ext4dev f2fs lvm ocfs2 reiserfs swap ufs vfat xfs'.split(' '),
      description: 'Type of the file system; needed with present.',
    },
    dev: { type: 'path', required: true, aliases: ['device'], description: 'The device or file.' },
    opts: { description: 'Options for mkfs.' },
    force: { type: 'bool', default: false, description: 'Overwrites a file system that is there.' },
    resizefs: {
      type: 'bool',
      default: false,
      description: 'Lets a file system that is there grow to the size of its device.',
    },
  },
  requiredIf: [['state', 'present', ['fstype']]],
  returns: {
    msg: { description: 'What the growing program said.', returned: 'with resizefs', type: 'str' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    const { dev } = p;
    if ((await target.stat(dev)) === undefined) {
      const msg = `Device ${dev} not found.`;
      if (p.state === 'present') throw new ModuleFailure(msg);
      return { msg };
    }
    const blkid = await requireProgram(target, 'blkid');
    const probe = await tool(target, [blkid, '-c', '/dev/null', '-o', 'value', '-s', 'TYPE', dev]);
    const now = probe.stdout.trim();
    if (p.state === 'absent') {
      if (now === '') return { changed: false };
      if (!checkMode) await mustRun(target, [await requireProgram(target, 'wipefs'), '--all', dev]);
      return { changed: true };
    }
    const type = p.fstype ?? '';
    const kind = filesystemKind(type);
    if (kind === undefined) throw new ModuleFailure(`module does not support this filesystem (${type}) yet.`);
    const force = await kind.force(ctx);
    const same = now !== '' && filesystemKind(now) === kind;
    if (same && p.resizefs) {
      const { grow } = kind;
      const name = type === 'lvm' ? 'LVM2_member' : type;
      if (grow === undefined)
        throw new ModuleFailure(`module does not support resizing ${name} filesystem yet.`);
      return growFilesystem(ctx, { ...kind, grow }, dev, checkMode);
    }
    if (same && !p.force) return { changed: false };
    if (now !== '' && !p.force)
      throw new ModuleFailure(`'${dev}' is already used as ${now}, use force=true to overwrite`, {
        rc: probe.rc,
        err: probe.stderr,
      });
    if (!checkMode) {
      const opts = (p.opts ?? '').split(/\s+/).filter((w) => w !== '');
      await mustRun(target, [await requireProgram(target, kind.mkfs), ...force, ...opts, dev], {
        signal: ctx.signal,
      });
    }
    return { changed: true };
  },
});
