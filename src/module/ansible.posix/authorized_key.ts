import { readFile } from 'node:fs/promises';
import { posix } from 'node:path';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { readAccount } from '../support/account/database.ts';
import { isErrno } from '../support/errno.ts';
import { fileInfo } from '../support/file-info.ts';
import { tool } from '../support/package/tool.ts';
import { formatKeyLine, type KeyLine, parseKeyLine, parseOptions, sameKey } from '../support/ssh-keys.ts';

interface Params {
  readonly user: string;
  readonly key: string;
  readonly path: string | null;
  readonly manage_dir: boolean;
  readonly state: 'absent' | 'present';
  readonly key_options: string | null;
  readonly exclusive: boolean;
  readonly comment: string | null;
  readonly validate_certs: boolean;
  readonly follow: boolean;
}

type Ctx = ModuleContext<Params>;

/** The keys as text; an address is fetched by the host, into a private file; a file:// one is the control node's. */
async function keyText(ctx: Ctx): Promise<string> {
  const { key, validate_certs } = ctx.params;
  if (!/^(https?|ftp|file):\/\//.test(key)) return key;
  if (key.startsWith('file://'))
    return readFile(new URL(key), 'utf8').catch((e: Error) => {
      throw new ModuleFailure(`Error getting key from: ${key} (${e.message})`);
    });
  const dir = await ctx.target.tempDir();
  try {
    const dest = posix.join(dir, 'keys');
    const r = await ctx.runModule(
      'ansible.builtin.get_url',
      new Map<string, string | boolean>([
        ['url', key],
        ['dest', dest],
        ['validate_certs', validate_certs],
      ]),
    );
    if (r.get('failed') === true) throw new ModuleFailure(`Error getting key from: ${key}`);
    return (await ctx.target.readFile(dest)).toString();
  } finally {
    await ctx.target.removeTree(dir);
  }
}

interface Place {
  readonly file: string;
  readonly uid: number;
  readonly gid: number;
}

async function place(ctx: Ctx): Promise<Place> {
  const { params: p, target } = ctx;
  const { user } = await readAccount(target, p.user, false);
  if (user === undefined) {
    if (ctx.checkMode && p.path !== null) return { file: p.path, uid: 0, gid: 0 };
    throw new ModuleFailure(
      ctx.checkMode
        ? 'Either user must exist or you must provide full path to key file in check mode'
        : `Failed to lookup user ${p.user}: "getpwnam(): name not found: '${p.user}'"`,
    );
  }
  let file = p.path ?? posix.join(user.home, '.ssh', 'authorized_keys');
  if (p.follow) file = await target.realpath(file);
  return { file, uid: user.uid, gid: user.gid };
}

/** Directory and file as sshd wants them: the user's, 0700 and 0600. */
async function prepare(ctx: Ctx, at: Place): Promise<void> {
  const { target, params: p } = ctx;
  const dir = posix.dirname(at.file);
  if (p.manage_dir) {
    if ((await target.stat(dir)) === undefined) await target.mkdir(dir, { mode: 0o700 });
    await target.chown(dir, at.uid, at.gid);
    await target.chmod(dir, 0o700);
    if ((await target.which('restorecon')) !== undefined) await tool(target, ['restorecon', dir]);
  }
}

export default defineModule<Params>({
  shortDescription: 'Manages the keys that may log in as a user',
  description: "Adds keys to a user's authorized_keys and removes them, each with its options.",
  source: 'https://docs.ansible.com/ansible/latest/collections/ansible/posix/authorized_key_module.html',
  options: {
    user: { required: true, description: 'The user whose file it is.' },
    key: {
      required: true,
      noLog: false,
      description: 'One key or several, a line each, or the URL of such a text.',
    },
    path: { type: 'path', description: 'The file, where it is not ~/.ssh/authorized_keys.' },
    manage_dir: {
      type: 'bool',
      default: true,
      description: 'Makes the directory and sets its owner and mode.',
    },
    state: { default: 'present', choices: ['absent', 'present'], description: 'Whether the keys are there.' },
    key_options: { noLog: false, description: 'Options that stand before each key, with commas between.' },
    exclusive: { type: 'bool', default: false, description: 'Removes all other keys.' },
    comment: { description: 'Comment of the key.' },
    validate_certs: { type: 'bool', default: true, description: 'Checks certificates of a key URL.' },
    follow: {
      type: 'bool',
      default: false,
      description: 'Writes where a link leads instead of replacing the link.',
    },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    const text = await keyText(ctx);
    const at = await place(ctx);
    const wanted: KeyLine[] = [];
    for (const line of text.split('\n')) {
      if (line.trim() === '' || line.trim().startsWith('#')) continue;
      const parsed = parseKeyLine(line);
      if (parsed === undefined) throw new ModuleFailure(`invalid key specified: ${line.trim()}`);
      wanted.push(parsed);
    }
    let before = '';
    try {
      before = (await target.readFile(at.file)).toString();
    } catch (e) {
      if (!isErrno(e, 'ENOENT', 'ENOTDIR')) throw e;
    }
    const lines: Array<KeyLine | string> = before.split('\n').map((l) => parseKeyLine(l) ?? l);
    if (lines.at(-1) === '') lines.pop();
    let changed = false;
    const find = (k: KeyLine): number => lines.findIndex((l) => typeof l !== 'string' && sameKey(l, k));
    for (const key of wanted) {
      const i = find(key);
      const options = p.key_options === null ? key.options : parseOptions(p.key_options);
      const comment = p.comment ?? key.comment;
      if (p.state === 'absent') {
        if (i >= 0) {
          lines.splice(i, 1);
          changed = true;
        }
        continue;
      }
      const old = i < 0 ? undefined : (lines[i] as KeyLine);
      // Without key_options the options of a key that is there are left alone.
      const next: KeyLine = {
        ...key,
        options: p.key_options === null && old !== undefined ? old.options : options,
        comment: p.comment === null && old !== undefined ? old.comment : comment,
      };
      if (old !== undefined && formatKeyLine(old) === formatKeyLine(next)) continue;
      if (old === undefined) lines.push(next);
      else lines[i] = next;
      changed = true;
    }
    if (p.exclusive && p.state === 'present') {
      const kept = lines.filter((l) => typeof l === 'string' || wanted.some((w) => sameKey(l, w)));
      if (kept.length !== lines.length) {
        lines.splice(0, lines.length, ...kept);
        changed = true;
      }
    }
    const after =
      lines.length === 0
        ? ''
        : `${lines.map((l) => (typeof l === 'string' ? l : formatKeyLine(l))).join('\n')}\n`;
    if (changed && !checkMode) {
      await prepare(ctx, at);
      if ((await target.stat(posix.dirname(at.file))) === undefined)
        throw new ModuleFailure(`Failed to write to file ${at.file}: the directory is not there`);
      const temp = await target.tempFile({ beside: at.file });
      await target.writeFile(temp, after);
      const existed = (await target.stat(at.file)) !== undefined;
      await target.move(temp, at.file);
      if (!existed || p.manage_dir) {
        await target.chown(at.file, at.uid, at.gid);
        await target.chmod(at.file, 0o600);
      }
    }
    const { user, key, path, manage_dir, state, key_options, exclusive, comment, validate_certs, follow } = p;
    return {
      changed,
      user,
      key,
      path,
      manage_dir,
      state,
      key_options,
      exclusive,
      comment,
      validate_certs,
      follow,
      keyfile: at.file,
      ...(path !== null && (await fileInfo(target, path))),
      ...(ctx.diff && { diff: { before_header: at.file, after_header: at.file, before, after } }),
    };
  },
});
