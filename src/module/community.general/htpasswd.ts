import { defineModule, ModuleFailure } from '../define.ts';
import { applyFileAttributes, type FileCommonParams } from '../support/file-attributes.ts';
import { HtpasswdFile, hashPassword, samePassword } from '../support/htpasswd.ts';
import { readText, writeText } from '../support/text-file.ts';

interface Params extends FileCommonParams {
  readonly path: string;
  readonly name: string;
  readonly password: string | null;
  readonly crypt_scheme: string;
  readonly state: 'absent' | 'present';
  readonly create: boolean;
}

export default defineModule<Params>({
  shortDescription: 'Manages user files for basic authentication',
  description:
    'Adds, changes and removes accounts in a file that Apache and nginx read. Needs no Python library.',
  source: 'https://docs.ansible.com/ansible/latest/collections/community/general/htpasswd_module.html',
  options: {
    path: { type: 'path', required: true, aliases: ['dest', 'destfile'], description: 'The file.' },
    name: { required: true, aliases: ['username'], description: 'Name of the account.' },
    password: { noLog: true, description: 'Its password; needed with present.' },
    crypt_scheme: {
      default: 'apr_md5_crypt',
      description:
        'How passwords are hashed: apr_md5_crypt, des_crypt, ldap_sha1, plaintext, bcrypt, md5_crypt, sha256_crypt, sha512_crypt.',
    },
    state: {
      default: 'present',
      choices: ['present', 'absent'],
      description: 'Whether the account is there.',
    },
    create: { type: 'bool', default: true, description: 'Makes the file where it is not there.' },
  },
  fileCommonArgs: true,
  returns: { msg: { description: 'What was done.', returned: 'always', type: 'str' } },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    const there = (await target.stat(p.path)) !== undefined;
    let text = there ? await readText(target, p.path) : '';
    // blank lines go whatever is asked for
    if (/^\s*$/m.test(text.replace(/\n$/, '')) && text !== '') {
      const lines = text.split(/(?<=\n)/).filter((l) => l.trim() !== '');
      if (lines.length !== text.split(/(?<=\n)/).length) {
        text = lines.join('');
        if (!checkMode) await writeText(target, p.path, text);
      }
    }
    const save = async (file: HtpasswdFile): Promise<void> => {
      if (!checkMode) await writeText(target, p.path, file.text);
    };
    let result: { readonly msg: string; readonly changed: boolean };
    if (p.state === 'absent') {
      if (!there) {
        ctx.warn(`${p.path} does not exist`);
        return { msg: `${p.name} not present`, changed: false };
      }
      const file = new HtpasswdFile(text);
      const known = file.hash(p.name) !== undefined;
      if (known) {
        file.delete(p.name);
        await save(file);
      }
      result = { msg: known ? `Remove ${p.name}` : `${p.name} not present`, changed: known };
    } else {
      if (!there && !p.create) throw new ModuleFailure(`Destination ${p.path} does not exist`);
      if (!there && checkMode) result = { msg: `Create ${p.path}`, changed: true };
      else {
        checkName(p.name);
        const file = new HtpasswdFile(text);
        const hash = file.hash(p.name);
        if (p.password === null && (!there || hash !== undefined))
          throw new ModuleFailure('secret must be unicode or bytes, not None');
        const same =
          hash !== undefined && p.password !== null && samePassword(p.crypt_scheme, p.password, hash);
        if (same) result = { msg: `${p.name} already present`, changed: false };
        else {
          if (!checkMode && p.password === null)
            throw new ModuleFailure('secret must be unicode or bytes, not None');
          file.set(p.name, checkMode ? '' : hashPassword(p.crypt_scheme, p.password ?? ''));
          await save(file);
          result = {
            msg: there ? `Add/update ${p.name}` : `Created ${p.path} and added ${p.name}`,
            changed: true,
          };
        }
      }
    }
    // (owner and mode are set, but do not count)
    await applyFileAttributes(ctx, p, p.path);
    return result;
  },
});

function checkName(name: string): void {
  if (Buffer.byteLength(name) > 255)
    throw new ModuleFailure(`user must be at most 255 characters: b'${name}'`);
  if (/[\n\r\t\0:]/.test(name)) throw new ModuleFailure(`user contains invalid characters: b'${name}'`);
}
