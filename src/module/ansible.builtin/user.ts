import { defineModule, ModuleFailure } from '../define.ts';
import { looksUnhashed, type PasswdEntry, readAccount } from '../support/account/database.ts';
import { hostName, sshKey } from '../support/account/ssh-key.ts';
import {
  createUser,
  type Done,
  modifyUser,
  passwordAges,
  type UserContext,
  type UserParams,
} from '../support/account/user.ts';
import { quoteWords } from '../support/command.ts';
import { requireProgram, tool } from '../support/package/tool.ts';

/** The home of a user that has none yet: a copy of the skeleton, owned by the user. */
async function makeHome(ctx: UserContext, user: PasswdEntry): Promise<void> {
  const { params: p, target } = ctx;
  const skeleton = p.skeleton ?? '/etc/skel';
  const umask = p.umask ?? '022';
  const home = quoteWords([user.home]);
  const script = `umask ${/^[0-7]+$/.test(umask) ? umask : '022'}; mkdir -p ${home} && { [ ! -d ${quoteWords([skeleton])} ] || cp -a ${quoteWords([skeleton])}/. ${home}/; } && chown -R ${user.uid}:${user.gid} ${home}`;
  const r = await tool(target, ['sh', '-c', script]);
  if (r.rc !== 0) throw new ModuleFailure(r.stderr, { name: p.name });
}

export default defineModule<UserParams>({
  shortDescription: 'Manages user accounts',
  description:
    'By useradd, usermod, userdel and chage, or with `local` by the l* programs of libuser. Password hashes are never seen in the list of processes.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/user_module.html',
  options: {
    state: {
      default: 'present',
      choices: ['absent', 'present'],
      description: 'Whether the account is there.',
    },
    name: { required: true, aliases: ['user'], description: 'Name of the user.' },
    uid: { type: 'int', description: 'Number of the user.' },
    non_unique: { type: 'bool', default: false, description: 'Lets the number be one that is taken.' },
    group: { description: 'Primary group, by name or number.' },
    groups: {
      type: 'list',
      elements: 'str',
      description: 'Further groups; an empty list leaves the primary one only.',
    },
    comment: { description: 'The comment (GECOS) field.' },
    home: { type: 'path', description: 'Home directory.' },
    shell: { description: 'Login shell.' },
    password: { noLog: true, description: 'Hash of the password.' },
    login_class: { description: 'Login class of the BSDs; without effect on Linux.' },
    password_expire_max: {
      type: 'int',
      noLog: false,
      description: 'Most days between two changes of the password.',
    },
    password_expire_min: {
      type: 'int',
      noLog: false,
      description: 'Fewest days between two changes of the password.',
    },
    hidden: { type: 'bool', description: 'Hides the user at login on macOS; without effect on Linux.' },
    system: { type: 'bool', default: false, description: 'Makes a system account.' },
    force: {
      type: 'bool',
      default: false,
      description: 'With absent: removes even a user that is logged in.',
    },
    remove: { type: 'bool', default: false, description: 'With absent: removes home and mail spool, too.' },
    create_home: {
      type: 'bool',
      default: true,
      aliases: ['createhome'],
      description: 'Makes the home directory where there is none.',
    },
    skeleton: { description: 'Directory that a new home is copied from.' },
    move_home: { type: 'bool', default: false, description: 'Moves the old home to the new path.' },
    append: { type: 'bool', default: false, description: 'Adds to the groups instead of setting them.' },
    ssh_key_bits: { type: 'int', default: 0, description: 'Bits of a new key; 0 leaves it to ssh-keygen.' },
    ssh_key_type: { default: 'rsa', description: 'Type of a new key.' },
    ssh_key_file: { type: 'path', description: 'File of the key; relative to the home.' },
    ssh_key_comment: { description: 'Comment of a new key.' },
    ssh_key_passphrase: { noLog: true, description: 'Passphrase of a new key.' },
    generate_ssh_key: { type: 'bool', description: 'Makes a key where there is none.' },
    update_password: {
      default: 'always',
      choices: ['always', 'on_create'],
      noLog: false,
      description: 'Whether the password of an account that is there is changed.',
    },
    expires: {
      type: 'float',
      description: 'Seconds since the epoch at which the account ends; negative: never.',
    },
    password_lock: { type: 'bool', noLog: false, description: 'Locks or unlocks the password.' },
    local: { type: 'bool', description: 'Works on the files of the host alone.' },
    profile: { description: 'Profiles of Solaris; without effect on Linux.' },
    authorization: { description: 'Authorizations of Solaris; without effect on Linux.' },
    role: { description: 'Roles of Solaris; without effect on Linux.' },
    seuser: { description: 'SELinux user.' },
    umask: { description: 'Umask of a new home; not together with local.' },
  },
  returns: {
    uid: { description: 'Number of the user.', returned: 'When state is present', type: 'int', sample: 1044 },
    group: {
      description: 'Number of the primary group.',
      returned: 'When state is present',
      type: 'int',
      sample: 1001,
    },
    home: {
      description: 'Home directory.',
      returned: 'When state is present',
      type: 'str',
      sample: '/home/asmith',
    },
    ssh_public_key: {
      description: 'Public part of the key.',
      returned: 'When generate_ssh_key is true',
      type: 'str',
    },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    if (p.ssh_key_comment === null && ctx.verbosity >= 3)
      ctx.showArgument?.('ssh_key_comment', `ansible-generated on ${await hostName(target)}`);
    if (p.local && p.umask !== null) throw new ModuleFailure("'umask' can not be used with 'local'");
    if (p.password !== null && looksUnhashed(p.password))
      ctx.warn(
        "The input password appears not to have been hashed. The 'password' argument must be encrypted for this module to work properly.",
      );
    if (p.append && p.groups === null && p.state === 'present')
      ctx.warn(
        "'append' is set, but no 'groups' are specified. Use 'groups' for appending new groups.This will change to an error in Ansible 2.14.",
      );
    let state = await readAccount(target, p.name, p.local);
    if (p.local && state.user === undefined)
      ctx.warn(
        `'local: true' specified and user '${p.name}' was not found in /etc/passwd. The local user account may already exist if the local account database exists somewhere other than /etc/passwd.`,
      );
    const done: Done = { changed: false, stdout: '', stderr: '' };
    const output = (): object => ({
      ...(done.stdout !== '' && { stdout: done.stdout }),
      ...(done.stderr !== '' && { stderr: done.stderr }),
    });
    if (p.state === 'absent') {
      if (state.user === undefined) return { name: p.name, state: p.state, changed: false };
      if (checkMode) return { changed: true };
      const l = p.local ? 'luserdel' : 'userdel';
      const r = await tool(target, [
        l,
        ...(p.force && !p.local ? ['-f'] : []),
        ...(p.remove ? ['-r'] : []),
        p.name,
      ]);
      if (r.rc !== 0) throw new ModuleFailure(r.stderr, { name: p.name, rc: r.rc });
      Object.assign(done, { stdout: r.stdout, stderr: r.stderr });
      return { name: p.name, state: p.state, force: p.force, remove: p.remove, changed: true, ...output() };
    }
    const created = state.user === undefined;
    if (created) {
      if (checkMode) {
        for (const g of [p.group, ...(p.groups ?? [])]) {
          if (g !== null && g.trim() !== '' && !state.groups.some((k) => k.name === g || String(k.gid) === g))
            throw new ModuleFailure(`Group ${g} does not exist`);
        }
        return { changed: true };
      }
      if (p.local) for (const l of ['lgroupmod', 'lchage', 'luseradd']) await requireProgram(target, l);
      await createUser(ctx, state, done);
    } else {
      if (p.local) for (const l of ['lgroupmod', 'lchage', 'lusermod']) await requireProgram(target, l);
      await modifyUser(ctx, state, done);
    }
    if (done.changed && !checkMode) state = await readAccount(target, p.name, p.local);
    await passwordAges(ctx, state, done);
    const user = state.user;
    let key: Record<string, string> = {};
    if (user !== undefined) {
      if (p.create_home && !created && (await target.stat(user.home)) === undefined) {
        if (!checkMode) await makeHome(ctx, user);
        done.changed = true;
      }
      if (p.generate_ssh_key) key = await sshKey(ctx, user, done);
    }
    return {
      name: p.name,
      state: p.state,
      ...(created
        ? { create_home: p.create_home, system: p.system }
        : { append: p.append, move_home: p.move_home }),
      ...(p.groups !== null && { groups: p.groups.join(',') }),
      ...(p.password !== null && { password: 'NOT_LOGGING_PASSWORD' }),
      changed: done.changed,
      ...output(),
      ...(user !== undefined && {
        uid: user.uid,
        group: user.gid,
        comment: user.comment,
        home: user.home,
        shell: user.shell,
      }),
      ...key,
    };
  },
});
