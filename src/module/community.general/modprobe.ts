import { defineModule, ModuleFailure } from '../define.ts';
import { tool } from '../support/package/tool.ts';

interface Params {
  readonly name: string;
  readonly state: 'absent' | 'present';
  readonly params: string;
  readonly persistent: 'disabled' | 'absent' | 'present';
}

const loadDir = '/etc/modules-load.d';
const optionDir = '/etc/modprobe.d';

export default defineModule<Params>({
  shortDescription: 'Loads and unloads kernel modules',
  description: 'By modprobe; with `persistent`, for the next boots as well.',
  source: 'https://docs.ansible.com/ansible/latest/collections/community/general/modprobe_module.html',
  options: {
    name: { required: true, description: 'Name of the kernel module.' },
    state: { default: 'present', choices: ['absent', 'present'], description: 'Whether it is loaded.' },
    params: { default: '', description: 'Parameters of the module.' },
    persistent: {
      default: 'disabled',
      choices: ['disabled', 'present', 'absent'],
      description: 'Writes, or removes, files in /etc/modules-load.d and /etc/modprobe.d.',
    },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    const result = { name: p.name, params: p.params, state: p.state };
    if (!/^[\w.-]+$/.test(p.name))
      throw new ModuleFailure(`invalid name of a kernel module: ${p.name}`, result);
    const word = p.name.replaceAll('-', '_');
    let changed = false;
    const script = `grep -q "^$1 " /proc/modules && exit 0; [ -f "/lib/modules/$(uname -r)/modules.builtin" ] && tr - _ < "/lib/modules/$(uname -r)/modules.builtin" | grep -q "/$1\\.ko" && exit 0; exit 1`;
    const loaded = (await tool(target, ['sh', '-c', script, 'sh', word])).rc === 0;
    if (loaded !== (p.state === 'present')) {
      changed = true;
      if (!checkMode) {
        const argv =
          p.state === 'present'
            ? ['modprobe', p.name, ...p.params.split(/\s+/).filter(Boolean)]
            : ['modprobe', '-r', p.name];
        const r = await tool(target, argv);
        if (r.rc !== 0)
          throw new ModuleFailure(r.stderr, { ...result, rc: r.rc, stdout: r.stdout, stderr: r.stderr });
      }
    }
    if (p.persistent !== 'disabled') {
      const wanted = p.persistent === 'present';
      const files: Array<[string, string]> = [[`${loadDir}/${p.name}.conf`, `${p.name}\n`]];
      if (p.params !== '' || !wanted)
        files.push([`${optionDir}/${p.name}.conf`, p.params === '' ? '' : `options ${p.name} ${p.params}\n`]);
      for (const [path, text] of files) {
        const there = (await target.stat(path)) !== undefined;
        if (!wanted && !there) continue;
        if (wanted && there && (await target.readFile(path)).toString() === text) continue;
        changed = true;
        if (checkMode) continue;
        if (!wanted) await target.unlink(path);
        else {
          const dir = path.slice(0, path.lastIndexOf('/'));
          if ((await target.stat(dir)) === undefined) await target.mkdir(dir, { parents: true, mode: 0o755 });
          const temp = await target.tempFile({ beside: path });
          await target.writeFile(temp, text);
          await target.move(temp, path);
        }
      }
    }
    return { changed, ...result };
  },
});
