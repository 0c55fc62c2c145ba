import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { requireProgram, tool } from '../support/package/tool.ts';
import { readText } from '../support/text-file.ts';

interface Params {
  readonly ignore_selinux_state: boolean;
  readonly name: string;
  readonly persistent: boolean;
  readonly state: boolean;
}
type Ctx = ModuleContext<Params>;

export default defineModule<Params>({
  shortDescription: 'Switches booleans of SELinux',
  description:
    'Switches a boolean in the running policy, or with persistent in the stored policy and the running one. It uses getsebool, setsebool and (where it is there) semanage.',
  source: 'https://docs.ansible.com/ansible/latest/collections/ansible/posix/seboolean_module.html',
  options: {
    ignore_selinux_state: {
      type: 'bool',
      default: false,
      description: 'Goes on where SELinux seems to be off, as in a chroot.',
    },
    name: { required: true, description: 'Name of the boolean.' },
    persistent: { type: 'bool', default: false, description: 'Whether it survives a reboot.' },
    state: { required: true, type: 'bool', description: 'The wanted value.' },
  },
  returns: {
    name: { description: 'Name of the boolean.', returned: 'always', type: 'str' },
    persistent: { description: 'As given.', returned: 'always', type: 'bool' },
    state: { description: 'The wanted value.', returned: 'always', type: 'bool' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    await requireProgram(target, 'setsebool');
    if (!p.ignore_selinux_state && (await tool(target, ['selinuxenabled'])).rc !== 0)
      throw new ModuleFailure('SELinux is disabled on this host.');
    const running = await runningValue(ctx);
    const stored = p.persistent || running === undefined ? await storedValue(ctx) : undefined;
    if (running === undefined && stored === undefined)
      throw new ModuleFailure(`SELinux boolean ${p.name} does not exist.`);
    if (p.persistent && (await tool(target, ['id', '-u'])).stdout.trim() !== '0')
      throw new ModuleFailure('Cannot set persistent booleans; please try as root');
    // a value that nobody stored is the policy's, which the running one began with
    const current = p.persistent ? (stored ?? running) : running;
    const changed = current !== p.state;
    if (changed && !ctx.checkMode) {
      const r = await tool(target, [
        'setsebool',
        ...(p.persistent ? ['-P'] : []),
        p.name,
        p.state ? 'on' : 'off',
      ]);
      if (r.rc !== 0)
        throw new ModuleFailure(
          p.persistent
            ? `Failed to manage policy for boolean ${p.name}: ${r.stderr.trim()}`
            : `Failed to set boolean ${p.name} to ${p.state ? 'True' : 'False'}`,
        );
    }
    return { changed, name: p.name, persistent: p.persistent, state: p.state };
  },
});

/** Undefined where the running policy does not know it. */
async function runningValue(ctx: Ctx): Promise<boolean | undefined> {
  const r = await tool(ctx.target, ['getsebool', ctx.params.name]);
  return r.rc === 0 ? /-->\s*(?:on|active)\b/.test(r.stdout) : undefined;
}

/** The value in the stored policy, or undefined where nothing is told of it. */
async function storedValue(ctx: Ctx): Promise<boolean | undefined> {
  const { name } = ctx.params;
  const listed = await tool(ctx.target, ['semanage', 'boolean', '-l', '-n']);
  if (listed.rc === 0) {
    const line = listed.stdout.split('\n').find((l) => l.split(/\s+/)[0] === name);
    const value = /\(\s*\w+\s*,\s*(\w+)\s*\)/.exec(line ?? '')?.[1];
    return value === undefined ? undefined : value === 'on';
  }
  const policy =
    /^SELINUXTYPE=(\S+)/m.exec(await readText(ctx.target, '/etc/selinux/config'))?.[1] ?? 'targeted';
  for (const dir of [`/var/lib/selinux/${policy}/active`, `/etc/selinux/${policy}/modules/active`]) {
    const text = await readText(ctx.target, `${dir}/booleans.local`);
    const line = text
      .split('\n')
      .map((l) => l.split('='))
      .find(([key]) => key?.trim() === name);
    if (line !== undefined) return ['1', 'on', 'true'].includes(line[1]?.trim() ?? '');
  }
  return undefined;
}
