import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Target } from '../target/types.ts';

const found = new WeakMap<object, Map<string, Promise<string>>>();
/** What is looked for where nothing is set; the distribution's own ones first. */
const fallbacks = [
  '/usr/bin/python3',
  '/usr/libexec/platform-python',
  'python3.13',
  'python3.12',
  'python3.11',
  'python3.10',
  'python3.9',
  'python3.8',
  'python3.7',
  'python3.6',
  'python3.5',
  'python3',
  '/usr/bin/python2.7',
  'python2.7',
  '/usr/bin/python',
  'python',
];

/**
 * The Python of a host: what `ansible_python_interpreter` names (several words are allowed, "env X=1 python3"), or,
 * for auto and its kin, the first that is there. Asked once for each target.
 */
export function pythonOf(target: Target, wanted: string | undefined): Promise<string> {
  if (wanted !== undefined && wanted !== '' && !/^auto(?:_legacy)?(?:_silent)?$/.test(wanted))
    return Promise.resolve(wanted);
  let known = found.get(target);
  if (known === undefined) {
    known = new Map();
    found.set(target, known);
  }
  const key = wanted ?? 'auto';
  let answer = known.get(key);
  if (answer === undefined) {
    answer = discover(target, key);
    known.set(key, answer);
    answer.catch(() => known?.delete(key));
  }
  return answer;
}

async function discover(target: Target, mode: string): Promise<string> {
  const order = mode.startsWith('auto_legacy') ? ['/usr/bin/python', ...fallbacks] : fallbacks;
  const result = await target.shell(order.map((p) => `command -v ${p}`).join('; '), { quick: true });
  const path = result.stdout
    .toString()
    .split('\n')
    .find((l) => l.startsWith('/'));
  if (path === undefined)
    throw new AnsibleError(
      `No python interpreters found for host ${target.host} (tried ${order.map((p) => `'${p}'`).join(', ')})`,
      {
        kind: 'module-failure',
        hint: 'A module written in Python needs a Python on the host; set ansible_python_interpreter, or use a module that ansible-ts brings itself.',
      },
    );
  if (
    !mode.endsWith('_silent') &&
    !/^\/usr\/(?:bin\/python3|libexec\/platform-python|bin\/python)$/.test(path)
  )
    notices().warning(
      `Platform linux on host ${target.host} is using the discovered Python interpreter at ${path}, but future installation of another Python interpreter could change the meaning of that path. See https://docs.ansible.com/ansible-core/2.14/reference_appendices/interpreter_discovery.html for more information.`,
    );
  return path;
}
