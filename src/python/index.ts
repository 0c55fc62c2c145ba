import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { AnsibleError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import { quote } from '../target/shell/quote.ts';
import type { Target } from '../target/types.ts';
import { jsonDumps } from '../value/json.ts';
import type { Dict, Value } from '../value/types.ts';
import { pythonOf } from './interpreter.ts';
import { keyValues } from './key-values.ts';
import { jsonArgsMark, type ModuleKind, moduleKind } from './kind.ts';
import { pythonPayload } from './payload.ts';
import { moduleResult } from './result.ts';

export interface ForeignMeta {
  readonly checkMode: boolean;
  readonly diff: boolean;
  readonly noLog: boolean;
  readonly verbosity: number;
  readonly socket?: string | undefined;
  readonly remoteTmp?: string | undefined;
}

export interface ForeignRequest {
  /** The module's file on the control node. */
  readonly path: string;
  /** Templated arguments. */
  readonly args: Dict;
  readonly target: Target;
  readonly meta: ForeignMeta;
  /** Directories of module_utils of role and playbook, most specific first. */
  readonly moduleUtilsPaths: readonly string[];
  /** Directories that hold `ansible_collections`. */
  readonly collectionPaths?: readonly string[];
  /** The value of ansible_python_interpreter; undefined or "auto" looks for one. */
  readonly interpreter?: string | undefined;
  /** The value of ansible_<name>_interpreter for the program of another language's `#!`; undefined where it is not set. */
  readonly interpreterFor?: ((name: string) => Promise<string | undefined>) | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told what is wrong with the module's output; the warnings of the run where not given. */
  readonly warn?: ((message: string) => void) | undefined;
}

/**
 * Runs a module that is no part of ansible-ts: in Python of any style, in another language by its `#!`, or a binary.
 * The dict is the module's own; one that printed no JSON gives Ansible's "MODULE FAILURE" result.
 */
export async function runForeignModule(request: ForeignRequest): Promise<Dict> {
  const data = readFileSync(request.path);
  const kind = moduleKind(data);
  const name = basename(request.path)
    .replace(/\.[^.]*$/, '')
    .replace(/^_/, '');
  if (kind === 'powershell')
    throw new AnsibleError(
      `The module ${name} is written in PowerShell, which needs a Windows host; ansible-ts does not run it`,
      { kind: 'module-failure' },
    );
  return kind === 'python' ? runPython(request, data, name) : runScript(request, data, name, kind);
}

function withMeta(request: ForeignRequest, name: string, tmpdir: Value): Dict {
  const { meta } = request;
  return new Map<Value, Value>([
    ...request.args,
    ['_ansible_check_mode', meta.checkMode],
    ['_ansible_no_log', meta.noLog],
    ['_ansible_debug', false],
    ['_ansible_diff', meta.diff],
    ['_ansible_verbosity', meta.verbosity],
    ['_ansible_version', '2.14.18'],
    ['_ansible_module_name', name],
    ['_ansible_syslog_facility', 'LOG_USER'],
    ['_ansible_selinux_special_fs', ['fuse', 'nfs', 'vboxsf', 'ramfs', '9p', 'vfat']],
    ['_ansible_string_conversion_action', 'warn'],
    ['_ansible_socket', meta.socket ?? null],
    ['_ansible_shell_executable', '/bin/sh'],
    ['_ansible_keep_remote_files', false],
    ['_ansible_tmpdir', tmpdir],
    ['_ansible_remote_tmp', meta.remoteTmp ?? '~/.ansible/tmp'],
  ]);
}

async function runPython(request: ForeignRequest, data: Buffer, name: string): Promise<Dict> {
  const python = await pythonOf(request.target, request.interpreter);
  // no temporary directory is made for it: AnsibleModule.tmpdir makes its own when a module asks
  const argsJson = jsonDumps(new Map([['ANSIBLE_MODULE_ARGS', withMeta(request, name, null)]]));
  const script = await pythonPayload({
    name,
    source: data.toString('utf8'),
    argsJson,
    moduleUtilsPaths: request.moduleUtilsPaths,
    collectionPaths: request.collectionPaths ?? [],
    fileName: request.path,
  });
  const run = await request.target.shell(`exec ${python} -`, { stdin: script, signal: request.signal });
  return finish(run, request);
}

function finish(run: { rc: number; stdout: Buffer; stderr: Buffer }, request: ForeignRequest): Dict {
  const stderr = run.stderr.toString();
  const missing = run.rc === 127 && /not found|No such file/.test(stderr);
  return moduleResult(
    { rc: run.rc, stdout: run.stdout.toString(), stderr: missing ? stderr.replace(/exec: /, '') : stderr },
    missing,
    request.warn ?? ((message) => notices().warning(message)),
  );
}

/** `#!` of a script: the program with its arguments. */
function shebang(data: Buffer): string | undefined {
  return /^#![ \t]*([^\r\n]+)/.exec(data.toString('latin1', 0, 512))?.[1]?.trim();
}

/** What runs a script: of Python the host's, of another language what ansible_<program>_interpreter names, with its arguments. */
async function interpreterOf(line: string, request: ForeignRequest): Promise<string> {
  if (/(?:^|\/|env )python[\d.]*(?:\s|$)/.test(line)) return pythonOf(request.target, request.interpreter);
  const [program = '', args = ''] = line.split(/\s+(.*)/s);
  const named = await request.interpreterFor?.(basename(program));
  return named === undefined ? line : `${named} ${args}`.trim();
}

async function runScript(
  request: ForeignRequest,
  data: Buffer,
  name: string,
  kind: ModuleKind,
): Promise<Dict> {
  const { target } = request;
  const dir = await target.tempDir();
  try {
    const program = `${dir}/AnsiballZ_${basename(request.path)}`;
    const all = withMeta(request, name, `${dir}/`);
    let body = data;
    if (kind === 'json-args')
      // (a function, as `$&` and its kind in a plain replacement would be read as patterns)
      body = Buffer.from(data.toString('utf8').replaceAll(jsonArgsMark, () => jsonDumps(all)));
    await target.writeFile(program, body, { mode: 0o700 });
    const words: string[] = [];
    const line = shebang(data);
    if (kind !== 'binary' && line === undefined)
      throw new AnsibleError(`module (${name}) is missing interpreter line`, { kind: 'module-failure' });
    if (line !== undefined) words.push(await interpreterOf(line, request));
    words.push(quote(program));
    if (kind !== 'json-args') {
      const text = kind === 'key-value' ? keyValues(all) : jsonDumps(all);
      await target.writeFile(`${dir}/args`, text, { mode: 0o600 });
      words.push(quote(`${dir}/args`));
    }
    return finish(await target.shell(`exec ${words.join(' ')}`, { signal: request.signal }), request);
  } finally {
    await target.removeTree(dir);
  }
}
