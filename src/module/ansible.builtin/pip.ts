import { posix } from 'node:path';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { quoteWords } from '../support/command.ts';
import { canonical, parseRequirement, satisfies } from '../support/package/pip-requirement.ts';
import { type ToolResult, tool } from '../support/package/tool.ts';
import { shellWords } from '../support/shell-words.ts';

interface Params {
  readonly name: readonly string[] | null;
  readonly version: string | null;
  readonly requirements: string | null;
  readonly virtualenv: string | null;
  readonly virtualenv_site_packages: boolean;
  readonly virtualenv_command: string;
  readonly virtualenv_python: string | null;
  readonly state: 'absent' | 'forcereinstall' | 'latest' | 'present';
  readonly extra_args: string | null;
  readonly editable: boolean;
  readonly chdir: string | null;
  readonly executable: string | null;
  readonly umask: string | null;
}
type Ctx = ModuleContext<Params>;

const isVcs = (name: string): boolean => /^(?:svn|git|hg|bzr)\+/.test(name);
const paths = async (ctx: Ctx): Promise<string> => (await ctx.target.environment())['PATH'] ?? '';

/** "foo", ">= 1", "< 2" of a comma separated list belong together. */
function joined(names: readonly string[]): string[] {
  const out: string[] = [];
  for (const n of names.map((x) => x.trim()).filter((x) => x !== '')) {
    const last = out.at(-1);
    if (last !== undefined && /^[<>=!~]/.test(n))
      out[out.length - 1] = `${last}${/[<>=!~]/.test(last) ? ',' : ''}${n}`;
    else out.push(n);
  }
  return out;
}

/** The words that start pip. */
async function findPip(ctx: Ctx, env: string | undefined): Promise<string[]> {
  const { params: p, target } = ctx;
  if (env !== undefined) {
    const places = ['pip3', 'pip'].map((n) => posix.join(env, 'bin', n));
    const stats = await target.statMany(places);
    const found = places.find((_, i) => stats[i] !== undefined);
    if (found !== undefined) return [found];
    throw new ModuleFailure(
      `Unable to find pip in the virtualenv, ${env}, under any of these names: pip3, pip. Make sure pip is present in the virtualenv.`,
    );
  }
  if (p.executable !== null) {
    if (p.executable.startsWith('/')) return [p.executable];
    const found = await target.which(p.executable);
    if (found === undefined)
      throw new ModuleFailure(`Unable to find any of ${p.executable} to use.  pip needs to be installed.`);
    return [found];
  }
  const python = await target.which('python3');
  if (python !== undefined && (await tool(target, [python, '-m', 'pip', '--version'])).rc === 0)
    return [python, '-m', 'pip'];
  for (const name of ['pip3', 'pip']) {
    const found = await target.which(name);
    if (found !== undefined) return [found];
  }
  throw new ModuleFailure('Unable to find any of pip3, pip to use.  pip needs to be installed.');
}

/** Makes the virtualenv where it is not there; what the program said, or undefined. */
async function makeVirtualenv(ctx: Ctx, env: string, options: object): Promise<ToolResult | undefined> {
  const { params: p, target } = ctx;
  if ((await target.stat(posix.join(env, 'bin', 'activate'))) !== undefined) return undefined;
  const words = shellWords(p.virtualenv_command);
  const program = words[0] ?? 'virtualenv';
  if (program.startsWith('/')) {
    if ((await target.stat(program)) === undefined)
      throw new ModuleFailure(`Failed to find required executable "${program}"`);
  } else {
    const found = await target.which(program);
    if (found === undefined)
      throw new ModuleFailure(
        `Failed to find required executable "${program}" in paths: ${await paths(ctx)}`,
      );
    words[0] = found;
  }
  const venv = /\bvenv\b/.test(words.slice(1).join(' ')) || posix.basename(program).startsWith('pyvenv');
  if (p.virtualenv_site_packages) words.push('--system-site-packages');
  if (venv && p.virtualenv_python !== null)
    throw new ModuleFailure(
      'virtualenv_python should not be used when using the venv module or pyvenv as virtualenv_command',
    );
  if (p.virtualenv_python !== null) words.push(`-p${p.virtualenv_python}`);
  words.push(env);
  const r = await tool(target, words, options);
  if (r.rc !== 0) failed(words, r);
  return r;
}

function failed(cmd: readonly string[], r: ToolResult): never {
  const msg = `${r.stdout === '' ? '' : `stdout: ${r.stdout}`}${r.stderr === '' ? '' : `\n:stderr: ${r.stderr}`}`;
  throw new ModuleFailure(msg, { cmd });
}

export default defineModule<Params>({
  shortDescription: 'Manages Python library dependencies',
  description: 'Installs and removes packages by the pip of the host, of a virtualenv, or one that is named.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/pip_module.html',
  options: {
    name: { type: 'list', elements: 'str', description: 'Packages, with versions or addresses.' },
    version: { description: 'Version of the one package.' },
    requirements: { description: 'A file of requirements on the host.' },
    virtualenv: { type: 'path', description: 'Directory of a virtualenv; made where it is not there.' },
    virtualenv_site_packages: { type: 'bool', default: false, description: "It sees the system's packages." },
    virtualenv_command: { type: 'path', default: 'virtualenv', description: 'What makes a virtualenv.' },
    virtualenv_python: { description: 'The Python of the virtualenv.' },
    state: {
      default: 'present',
      choices: ['present', 'absent', 'latest', 'forcereinstall'],
      description: 'Whether they are there.',
    },
    extra_args: { description: 'More arguments for pip.' },
    editable: { type: 'bool', default: false, description: 'Installs in editable mode.' },
    chdir: { type: 'path', description: 'Directory to change to first.' },
    executable: { type: 'path', description: 'The pip to use.' },
    umask: { description: 'The umask, as octal text.' },
  },
  mutuallyExclusive: [
    ['name', 'requirements'],
    ['executable', 'virtualenv'],
  ],
  requiredOneOf: [['name', 'requirements']],
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target } = ctx;
    if (p.state === 'latest' && p.version !== null)
      throw new ModuleFailure('version is incompatible with state=latest');
    if (p.umask !== null && !/^[0-7]{1,4}$/.test(p.umask))
      throw new ModuleFailure('umask must be an octal integer');
    const options = {
      signal: ctx.signal,
      ...(p.umask !== null && { umask: Number.parseInt(p.umask, 8) }),
      ...(p.chdir !== null && { cwd: p.chdir }),
    };
    const env =
      p.virtualenv === null
        ? undefined
        : p.chdir === null || p.virtualenv.startsWith('/')
          ? p.virtualenv
          : posix.join(p.chdir, p.virtualenv);
    const isNew = env !== undefined && (await target.stat(posix.join(env, 'bin', 'activate'))) === undefined;
    if (ctx.checkMode && isNew) return { changed: true };
    const made = env === undefined ? undefined : await makeVirtualenv(ctx, env, options);
    const pip = await findPip(ctx, env);
    const names = joined(p.name ?? []);
    if (p.version !== null) {
      if (names.length > 1)
        throw new ModuleFailure(
          "'version' argument is ambiguous when installing multiple package distributions. Please specify version restrictions next to each package in 'name' argument.",
        );
      if (names[0] !== undefined && /[<>=!~]/.test(names[0]))
        throw new ModuleFailure(
          "The 'version' argument conflicts with any version specifier provided along with a package name. Please keep the version specifier, but remove the 'version' argument.",
        );
    }
    const wanted = p.version === null ? names : names.map((n) => `${n}==${p.version}`);
    const absent = p.state === 'absent';
    const cmd = [
      ...pip,
      ...(absent
        ? ['uninstall', '-y']
        : [
            'install',
            ...(p.state === 'latest' ? ['-U'] : []),
            ...(p.state === 'forcereinstall' ? ['-U', '--force-reinstall'] : []),
          ]),
      ...(p.extra_args === null ? [] : shellWords(p.extra_args)),
      ...(p.editable && !absent && !names.some(isVcs) ? ['-e'] : []),
      ...wanted,
      ...(p.requirements === null ? [] : ['-r', p.requirements]),
    ];
    if (ctx.checkMode) return checkOnly(ctx, pip, wanted, absent, options);
    const vague = p.requirements !== null || names.some(isVcs);
    const freeze = async (): Promise<string> => (await tool(target, [...pip, 'freeze'], options)).stdout;
    const before = vague ? await freeze() : '';
    const r = await tool(target, cmd, options);
    // pip of old times fails where there is nothing to remove
    if (r.rc !== 0 && !(absent && r.rc === 1 && /not installed/.test(r.stdout + r.stderr))) failed(cmd, r);
    const changed = absent
      ? r.stdout.includes('Successfully uninstalled')
      : vague
        ? (await freeze()) !== before
        : r.stdout.includes('Successfully installed');
    return {
      changed: changed || made !== undefined,
      cmd,
      name: p.name === null ? null : names,
      version: p.version,
      state: p.state,
      requirements: p.requirements,
      virtualenv: p.virtualenv,
      stdout: (made?.stdout ?? '') + r.stdout,
      stderr: (made?.stderr ?? '') + r.stderr,
    };
  },
});

/** What would change, told by the list of what is installed. */
async function checkOnly(ctx: Ctx, pip: string[], wanted: string[], absent: boolean, options: object) {
  const p = ctx.params;
  if (
    p.extra_args !== null ||
    p.requirements !== null ||
    p.state === 'latest' ||
    p.state === 'forcereinstall'
  )
    return { changed: true };
  const cmd = [...pip, 'list', '--format=freeze'];
  const r = await tool(ctx.target, cmd, options);
  if (r.rc !== 0) failed(cmd, r);
  const installed = new Map(
    r.stdout
      .split('\n')
      .filter((l) => l.includes('=='))
      .map((l) => [canonical(l.slice(0, l.indexOf('=='))), l.slice(l.indexOf('==') + 2).trim()] as const),
  );
  const changed = wanted.some((w) => {
    const requirement = parseRequirement(w);
    if (requirement === undefined) return true;
    const version = installed.get(requirement.name);
    if (absent) return version !== undefined;
    return version === undefined || !satisfies(version, requirement);
  });
  return { changed, cmd: quoteWords(cmd), stdout: r.stdout, stderr: r.stderr };
}
