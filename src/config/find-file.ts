import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';
import { type Env, fullPath } from './paths.ts';

const readable = (path: string): boolean => {
  try {
    accessSync(path, constants.R_OK);
    return true;
  } catch {
    return false;
  }
};
const kind = (path: string): 'dir' | 'file' | undefined => {
  try {
    return statSync(path).isDirectory() ? 'dir' : 'file';
  } catch {
    return undefined;
  }
};

/**
 * The configuration file in force: ANSIBLE_CONFIG, then ansible.cfg in the current directory (not where others may
 * write there: then `warn` is called), ~/.ansible.cfg, /etc/ansible/ansible.cfg; the first that can be read.
 */
export function findConfigFile(cwd: string, env: Env, warn: (message: string) => void): string | undefined {
  const candidates: string[] = [];
  const named = env['ANSIBLE_CONFIG'];
  if (named !== undefined) {
    const p = fullPath(named, cwd, env);
    candidates.push(kind(p) === 'dir' ? join(p, 'ansible.cfg') : p);
  }
  const local = join(cwd, 'ansible.cfg');
  if (worldWritable(cwd)) {
    // Naming the very same file with ANSIBLE_CONFIG is a decision of the user's.
    if (kind(local) !== undefined && candidates[0] !== local)
      warn(
        `Ansible is being run in a world writable directory (${cwd}), ignoring it as an ansible.cfg source. ` +
          'For more information see https://docs.ansible.com/ansible/devel/reference_appendices/config.html#cfg-in-world-writable-dir',
      );
  } else candidates.push(local);
  candidates.push(fullPath('~/.ansible.cfg', cwd, env), '/etc/ansible/ansible.cfg');
  return candidates.find((p) => kind(p) !== undefined && readable(p));
}

function worldWritable(dir: string): boolean {
  try {
    return (statSync(dir).mode & 0o002) !== 0;
  } catch {
    return false;
  }
}
