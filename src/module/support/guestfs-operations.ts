import type { Plain, PlainObject } from '../../value/plain.ts';
import { ModuleFailure, type OptionSpec } from '../define.ts';
import { fields, text } from './guestfs-fields.ts';
import type { SecretFiles } from './guestfs-secrets.ts';
import {
  type Build,
  chmod,
  flag,
  link,
  list,
  one,
  pair,
  rootPassword,
  type Step,
  sshInject,
  userSecret,
} from './guestfs-steps.ts';

interface Operation {
  readonly description: string;
  readonly build: Build;
  readonly type?: OptionSpec['type'];
  readonly noLog?: boolean;
}

/** Every operation of virt-customize, in the order of its manual. */
export const operations: Readonly<Record<string, Operation>> = {
  append_line: {
    description: 'Appends a line to a file: C(FILE:LINE), or a dict with C(path) and C(line).',
    build: pair('path', 'line', 0),
  },
  chmod: {
    description:
      'Sets permissions: C(PERMISSIONS:FILE), where only 0644 with its zero is octal, or a dict with C(mode) (octal) and C(path).',
    build: chmod,
  },
  chown: {
    description:
      'Sets owner and group: C(UID.GID:PATH), or a dict with C(owner) and C(path). Not in libguestfs 1.48.',
    build: pair('owner', 'path', 1),
  },
  commands_from_file: {
    description: 'Reads operations from a file of the host, one a line.',
    build: async (v, n, s) => ({ ...(await one(true)(v, n, s)), shownAs: '' }),
  },
  copy: {
    description: 'Copies inside the image: C(SOURCE:DEST), or a dict with C(src) and C(dest).',
    build: pair('src', 'dest', 0),
  },
  copy_in: {
    description:
      'Copies files or directories of the host into a directory of the image: C(LOCALPATH:REMOTEDIR), or a dict with C(src) and C(dest).',
    build: pair('src', 'dest', 0, true),
  },
  delete: { description: 'Deletes files (globs allowed) or directories.', build: one() },
  edit: {
    description: 'Edits a file by a Perl expression: C(FILE:EXPR), or a dict with C(path) and C(expression).',
    build: pair('path', 'expression', 0),
  },
  firstboot: {
    description: 'Installs a script of the host to run when the guest boots first.',
    build: one(true),
  },
  firstboot_command: { description: 'Runs a command when the guest boots first.', build: one() },
  firstboot_install: {
    description: 'Packages to install when the guest boots first.',
    build: list,
    type: 'list',
  },
  hostname: { description: 'Sets the hostname.', build: one() },
  inject_blnsvr: {
    description: 'Injects the balloon server into a Windows guest (method). Not in libguestfs 1.48.',
    build: one(),
  },
  inject_qemu_ga: {
    description: 'Injects the QEMU guest agent (method). Not in libguestfs 1.48.',
    build: one(),
  },
  inject_virtio_win: {
    description: 'Injects virtio drivers into a Windows guest (method). Not in libguestfs 1.48.',
    build: one(),
  },
  install: { description: 'Packages to install.', build: list, type: 'list' },
  link: {
    description:
      'Makes symbolic links: C(TARGET:LINK[:LINK..]), or a dict with C(target) and C(link) (a text or a list).',
    build: link,
  },
  mkdir: { description: 'Makes a directory and its parents.', build: one() },
  move: {
    description: 'Moves inside the image: C(SOURCE:DEST), or a dict with C(src) and C(dest).',
    build: pair('src', 'dest', 0),
  },
  password: {
    description:
      "Sets a user's password: C(USER:SELECTOR), or a dict with C(user) and one of C(password), C(file), C(random), C(disabled), C(locked). A password given in the open reaches the tool through a private file.",
    build: userSecret('password'),
    noLog: true,
  },
  root_password: {
    description: "Sets root's password: a selector, or a dict as that of O(password) without C(user).",
    build: rootPassword,
    noLog: true,
  },
  run: { description: 'Runs a script of the host in the image.', build: one(true) },
  run_command: { description: 'Runs a command in the image.', build: one() },
  scrub: { description: 'Deletes a file beyond recovery.', build: one() },
  selinux_relabel: {
    description:
      'Relabels files for SELinux. Given as false, newer versions, which relabel by default, are told not to.',
    build: flag,
    type: 'bool',
  },
  sm_attach: {
    description: 'Attaches to a pool of subscription-manager: C(auto), C(file:FILE) or C(pool:ID).',
    build: async (v, n, s) => ({ ...(await one()(v, n, s)), shownAs: '' }),
  },
  sm_credentials: {
    description:
      'Credentials for subscription-manager: C(USER:SELECTOR), or a dict with C(user) and C(password) or C(file).',
    build: userSecret('password'),
    noLog: true,
  },
  sm_register: { description: 'Registers the guest with subscription-manager.', build: flag, type: 'bool' },
  sm_remove: { description: 'Removes all subscriptions.', build: flag, type: 'bool' },
  sm_unregister: { description: 'Unregisters the guest.', build: flag, type: 'bool' },
  ssh_inject: {
    description: 'Injects a public key: C(USER[:SELECTOR]), or a dict with C(user) and C(key) or C(file).',
    build: sshInject,
  },
  tar_in: {
    description:
      'Unpacks a tar file of the host into a directory of the image: C(TARFILE:REMOTEDIR), or a dict with C(src) and C(dest). Not in libguestfs 1.48.',
    build: pair('src', 'dest', 0, true),
  },
  timezone: { description: 'Sets the time zone.', build: one() },
  touch: { description: 'Makes an empty file, or sets its time.', build: one() },
  truncate: { description: 'Truncates a file to nothing.', build: one() },
  truncate_recursive: { description: 'Truncates all files below a path.', build: one() },
  uninstall: { description: 'Packages to remove.', build: list, type: 'list' },
  update: { description: 'Updates all packages.', build: flag, type: 'bool' },
  upload: {
    description: 'Uploads a file of the host: C(FILE:DEST), or a dict with C(src) and C(dest).',
    build: pair('src', 'dest', 0, true),
  },
  write: {
    description: 'Writes a file: C(FILE:CONTENT), or a dict with C(path) and C(content).',
    build: pair('path', 'content', 0),
  },
};

/** The operations as parameters of the module. */
export function operationOptions(): Record<string, OptionSpec> {
  const out: Record<string, OptionSpec> = {};
  for (const [name, op] of Object.entries(operations)) {
    const more = op.type === undefined ? ' A list does it several times.' : '';
    out[name] = {
      description: op.description + more,
      type: op.type ?? 'raw',
      ...(op.type === 'list' ? { elements: 'str' as const } : {}),
      ...(op.noLog === true ? { noLog: true } : {}),
    };
  }
  return out;
}

async function build(name: string, value: Plain, secrets: SecretFiles): Promise<Step[]> {
  const op = operations[name];
  if (op === undefined) throw new ModuleFailure(`operations: virt-customize has no operation '${name}'`);
  if (op.build === flag) {
    const on = value === null || value === true || /^(yes|true|on|1|y|t)$/i.test(String(value));
    return on ? [{ name, ...(await flag(true, name, secrets)) }] : [];
  }
  const several = op.type !== 'list' && Array.isArray(value);
  const steps: Step[] = [];
  for (const v of several ? (value as readonly Plain[]) : [value])
    steps.push({ name, ...(await op.build(v, name, secrets)) });
  return steps;
}

/**
 * The steps of a task, in order: its parameters as the task names them, the list `operations` at its own place.
 * `order` holds the names as written; `params` the validated values.
 */
export async function stepsOf(
  params: PlainObject,
  order: readonly string[],
  secrets: SecretFiles,
): Promise<Step[]> {
  const steps: Step[] = [];
  const rest = ['operations', ...Object.keys(operations)].filter((n) => !order.includes(n));
  for (const name of [...order, ...rest]) {
    const value = params[name];
    if (value === null || value === undefined) continue;
    if (name === 'operations') {
      for (const item of value as readonly Plain[]) steps.push(...(await fromItem(item, secrets)));
    } else if (operations[name] !== undefined) steps.push(...(await build(name, value, secrets)));
  }
  return steps;
}

async function fromItem(item: Plain, secrets: SecretFiles): Promise<Step[]> {
  const dict = fields(item);
  if (dict === undefined) return build(text(item, 'operations').replaceAll('-', '_'), true, secrets);
  const [entry, ...more] = [...dict];
  if (entry === undefined || more.length > 0) {
    throw new ModuleFailure('operations: each item is a dict with one key, the name of an operation');
  }
  return build(entry[0].replaceAll('-', '_'), entry[1], secrets);
}
