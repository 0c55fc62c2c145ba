import { boolOf } from '../argspec/coerce.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { tool } from '../support/package/tool.ts';
import { readText, writeText } from '../support/text-file.ts';

interface Params {
  readonly name: string;
  readonly value: string | null;
  readonly state: 'absent' | 'present';
  readonly ignoreerrors: boolean;
  readonly reload: boolean;
  readonly sysctl_file: string;
  readonly sysctl_set: boolean;
}

/** yes and no of every spelling are 1 and 0 to the kernel. */
function kernelValue(value: string | null): string {
  if (value === null || value === '') return '';
  const b = /^\d+$/.test(value) ? undefined : boolOf(value);
  return b === undefined ? value.trim() : b ? '1' : '0';
}

const normal = (value: string): string => value.trim().split(/\s+/).join(' ');

export default defineModule<Params>({
  shortDescription: 'Manages entries of sysctl.conf',
  description: 'Writes kernel parameters to a file, and sets them by sysctl where asked.',
  source: 'https://docs.ansible.com/ansible/latest/collections/ansible/posix/sysctl_module.html',
  options: {
    name: { required: true, aliases: ['key'], description: 'Name of the parameter (net.ipv4.ip_forward).' },
    value: { aliases: ['val'], description: 'Its value.' },
    state: {
      default: 'present',
      choices: ['present', 'absent'],
      description: 'Whether the entry stands in the file.',
    },
    ignoreerrors: {
      type: 'bool',
      default: false,
      description: 'Passes over names that the kernel does not know.',
    },
    reload: { type: 'bool', default: true, description: 'Loads the file (sysctl -p) after it was changed.' },
    sysctl_file: { type: 'path', default: '/etc/sysctl.conf', description: 'The file.' },
    sysctl_set: {
      type: 'bool',
      default: false,
      description: 'Compares with, and sets, the running value as well.',
    },
  },
  requiredIf: [['state', 'present', ['value']]],
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    if (p.name.trim() === '') throw new ModuleFailure('name cannot be blank');
    if (p.state === 'present' && (p.value ?? '') === '') throw new ModuleFailure('value cannot be blank');
    const value = kernelValue(p.value);
    const text = await readText(target, p.sysctl_file);
    const lines = text.split('\n');
    if (lines.at(-1) === '') lines.pop();
    let seen = false;
    const next: string[] = [];
    let fileChanged = false;
    for (const line of lines) {
      const m = /^\s*([^#;=\s][^=]*?)\s*=\s*(.*?)\s*$/.exec(line);
      if (m === null || m[1] !== p.name) {
        next.push(line);
        continue;
      }
      if (p.state === 'absent' || seen) {
        fileChanged = true;
        continue;
      }
      seen = true;
      if (normal(m[2]!) === normal(value)) next.push(line);
      else {
        next.push(`${p.name}=${value}`);
        fileChanged = true;
      }
    }
    if (p.state === 'present' && !seen) {
      next.push(`${p.name}=${value}`);
      fileChanged = true;
    }
    const ignore = p.ignoreerrors ? ['-e'] : [];
    let setRunning = false;
    if (p.sysctl_set && p.state === 'present') {
      const now = await tool(target, ['sysctl', ...ignore, '-n', p.name]);
      setRunning = now.rc !== 0 || normal(now.stdout) !== normal(value);
    }
    const changed = fileChanged || setRunning;
    if (changed && !checkMode) {
      if (setRunning) {
        const r = await tool(target, ['sysctl', ...ignore, '-w', `${p.name}=${value}`]);
        if (r.rc !== 0 || /invalid argument|read-only/i.test(r.stderr))
          throw new ModuleFailure(`setting ${p.name} failed: ${r.stdout}${r.stderr}`);
      }
      if (fileChanged)
        await writeText(target, p.sysctl_file, next.length === 0 ? '' : `${next.join('\n')}\n`, 0o644);
      if (fileChanged && p.reload) {
        const r = await tool(target, ['sysctl', ...ignore, '-p', p.sysctl_file]);
        if (r.rc !== 0 || /invalid argument|read-only/i.test(r.stderr))
          throw new ModuleFailure(`Failed to reload sysctl: ${r.stdout}${r.stderr}`);
      }
    }
    return { changed };
  },
});
