import { defineModule, ModuleFailure } from '../define.ts';
import { failIfMissing, type ToolResult, tool } from '../support/package/tool.ts';

interface Params {
  readonly name: string;
  readonly selection: 'install' | 'hold' | 'deinstall' | 'purge';
}

function check(r: ToolResult, cmd: string): ToolResult {
  if (r.rc === 0) return r;
  throw new ModuleFailure(r.stderr.trimEnd(), { cmd, rc: r.rc, stdout: r.stdout, stderr: r.stderr });
}

export default defineModule<Params>({
  shortDescription: "Sets dpkg's selection of a package",
  description:
    'Holds a package at its version, or marks it for installing, removing or purging. Nothing is installed or removed by it.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/dpkg_selections_module.html',
  options: {
    name: { required: true, description: 'Name of the package.' },
    selection: {
      required: true,
      choices: ['install', 'hold', 'deinstall', 'purge'],
      description: 'The selection that it shall have.',
    },
  },
  returns: {
    before: { description: 'The selection that it had.', returned: 'always', type: 'str' },
    after: { description: 'The selection that was asked for.', returned: 'always', type: 'str' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { name, selection } = ctx.params;
    const { target } = ctx;
    const now = await tool(target, ['dpkg', '--get-selections', name]);
    await failIfMissing(target, 'dpkg', now);
    const before = check(now, `dpkg --get-selections ${name}`).stdout.trim().split(/\s+/)[1] ?? 'not present';
    const changed = before !== selection;
    if (changed && !ctx.checkMode)
      check(
        await tool(target, ['dpkg', '--set-selections'], { stdin: `${name} ${selection}` }),
        'dpkg --set-selections',
      );
    return { changed, before, after: selection };
  },
});
