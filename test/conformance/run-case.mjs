// Runs one conformance case in a directory of its own and tells what came out. Shared by the recorder and the replayer.
import { spawn } from 'node:child_process';
import { randomInt } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { normaliseWith } from './normalise.mjs';

export const casesDir = join(dirname(fileURLToPath(import.meta.url)), 'cases');

/** Names of all cases ("topic/name"), sorted; with arguments, those that start with one of them. */
export function listCases(wanted = []) {
  const names = [];
  for (const topic of readdirSync(casesDir).sort())
    for (const name of readdirSync(join(casesDir, topic)).sort())
      if (
        existsSync(join(casesDir, topic, name, 'cmd')) ||
        existsSync(join(casesDir, topic, name, 'cmd.json'))
      )
        names.push(`${topic}/${name}`);
  return wanted.length === 0
    ? names
    : names.filter((n) =>
        wanted.some((w) => n === w || n.startsWith(w.replace(/\/?$/, '/')) || n.startsWith(w)),
      );
}

/** Words of a command line: blanks separate, '...' and "..." hold together. */
function words(line) {
  return [...line.matchAll(/(?:[^\s'"]|'[^']*'|"[^"]*")+/g)].map((m) =>
    m[0].replace(/'([^']*)'|"([^"]*)"/g, (_, a, b) => a ?? b),
  );
}

/**
 * A case's commands. `cmd` has one line a command (arguments of ansible-playbook); `cmd.json` is
 * {env, commands: [{args: [...], env, stdin}], tree: false, stderr: false}.
 */
export function readCase(name) {
  const dir = join(casesDir, name);
  const rulesFile = join(dir, 'normalise.json');
  const rules = existsSync(rulesFile) ? JSON.parse(readFileSync(rulesFile, 'utf8')) : [];
  if (existsSync(join(dir, 'cmd.json'))) {
    const spec = JSON.parse(readFileSync(join(dir, 'cmd.json'), 'utf8'));
    const commands = spec.commands.map((c) => ({
      ...c,
      args: typeof c.args === 'string' ? words(c.args) : c.args,
      env: { ...spec.env, ...c.env },
    }));
    return { dir, commands, tree: spec.tree !== false, rules };
  }
  const lines = readFileSync(join(dir, 'cmd'), 'utf8')
    .split('\n')
    .filter((l) => l.trim() !== '');
  return { dir, commands: lines.map((l) => ({ args: words(l), env: {} })), tree: true, rules };
}

const skipInTree = new Set(['home', '__pycache__']);

/** "mode path" of everything below a directory, links with what they point to, sorted. */
function treeOf(dir, below = '') {
  const out = [];
  for (const name of readdirSync(join(dir, below)).sort()) {
    if (below === '' && skipInTree.has(name)) continue;
    const path = below === '' ? name : `${below}/${name}`;
    const st = lstatSync(join(dir, path));
    const mode = (st.mode & 0o7777).toString(8).padStart(4, '0');
    if (st.isDirectory()) out.push(`${mode} ${path}/`, ...treeOf(dir, path));
    else if (st.isSymbolicLink()) out.push(`link ${path} -> ${readlinkSync(join(dir, path))}`);
    else out.push(`${mode} ${path} ${st.size}`);
  }
  return out;
}

/**
 * Runs every command of a case with `program` (argv prefix). Returns one {exit, stdout, stderr} a command and the
 * tree of files that the case did not bring itself.
 */
export async function runCase(name, program, { timeout = 120_000, over = overFromEnvironment() } = {}) {
  const spec = readCase(name);
  const clean = normaliseWith(spec.rules);
  let root;
  do root = `/tmp/cnf${Array.from({ length: 6 }, () => 'abcdefghijkmnpqrstuvwxyz'[randomInt(24)]).join('')}`;
  while (existsSync(root));
  const work = join(root, 'w');
  mkdirSync(join(root, 'home'), { recursive: true, mode: 0o700 });
  try {
    cpSync(spec.dir, work, {
      recursive: true,
      verbatimSymlinks: true,
      filter: (src) =>
        !/\/(?:expected|cmd|cmd\.json|normalise\.json|hint(?:\.\d+)?)$/.test(src.slice(spec.dir.length)),
    });
    const more = over ? overSsh(root, work, over) : undefined;
    const before = new Set(treeOf(work));
    const results = [];
    for (const command of spec.commands)
      results.push(await runCommand(program, command, { root, work, timeout, clean, more }));
    const tree = spec.tree
      ? treeOf(work)
          .filter((l) => !before.has(l))
          .map(clean)
      : [];
    return { results, tree };
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** CONFORMANCE_OVER=ssh with CONFORMANCE_SSH (an ssh_config) and CONFORMANCE_BECOME=1, for trying by hand. */
function overFromEnvironment() {
  const { CONFORMANCE_OVER, CONFORMANCE_SSH, CONFORMANCE_BECOME } = process.env;
  return CONFORMANCE_OVER === 'ssh'
    ? { config: CONFORMANCE_SSH, become: CONFORMANCE_BECOME !== undefined }
    : undefined;
}

/**
 * What acts on this machine goes over ssh instead, by the ssh_config `over.config` (host, port, user, key), and becomes
 * root by sudo where `over.become` is set; the answers must stay the same.
 */
function overSsh(root, work, over) {
  const sources = [];
  const visit = (dir) => {
    for (const e of readdirSync(dir, { withFileTypes: true })) {
      const path = join(dir, e.name);
      if (e.isDirectory()) visit(path);
      else if (e.isFile()) sources.push(path);
    }
  };
  visit(work);
  for (const path of sources) {
    const text = readFileSync(path);
    if (!text.includes('local')) continue;
    const next = text
      .toString('latin1')
      .replace(/(ansible_connection\s*[=:]\s*['"]?)local\b/g, '$1ssh')
      .replace(/^(\s*(?:- )?connection:\s*['"]?)local\b/gm, '$1ssh');
    writeFileSync(path, next, 'latin1');
  }
  chmodSync(root, 0o755); // who logs in must pass
  const config = join(root, 'ssh_config');
  writeFileSync(
    config,
    `Host *\n  SetEnv CNF_LOGIN=${join(root, 'login')}\n${readFileSync(over.config, 'utf8')}`,
  );
  return {
    ANSIBLE_SSH_ARGS: `-F ${config}`,
    ...(over.become ? { ANSIBLE_BECOME: '1', ANSIBLE_BECOME_FLAGS: '-S -n' } : {}),
  };
}

/** What a session on the host begins with, so that it has the directory and the environment of the command here. */
const loginText = (env, cwd) =>
  [
    ...Object.entries(env).map(([k, v]) => `export ${k}='${v.replaceAll("'", "'\\''")}'`),
    `cd '${cwd}'`,
    '',
  ].join('\n');

/** Lines of sshd_config that have a session begin so. */
export const loginServer =
  'AcceptEnv CNF_LOGIN\nForceCommand [ -z "$CNF_LOGIN" ] || . "$CNF_LOGIN"; eval "exec $SSH_ORIGINAL_COMMAND"';

function runCommand(program, command, { root, work, timeout, clean, more }) {
  const fill = (t) => t.replaceAll('{{ROOT}}', root);
  const env = {
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    HOME: join(root, 'home'),
    USER: 'root',
    LOGNAME: 'root',
    LANG: 'C.UTF-8',
    TZ: 'UTC',
    ANSIBLE_PYTHON_INTERPRETER: '/usr/bin/python3',
    ANSIBLE_FORKS: '1',
  };
  for (const [k, v] of Object.entries(command.env)) env[k] = fill(v);
  let args = command.args.map(fill);
  if (more) {
    Object.assign(env, more);
    writeFileSync(join(root, 'login'), loginText(env, work));
    args = args.map((a, i) => (a === 'local' && /^(?:-c|--connection)$/.test(args[i - 1] ?? '') ? 'ssh' : a));
  }
  return new Promise((resolve, reject) => {
    const child = spawn(program[0], [...program.slice(1), ...args], {
      cwd: work,
      env,
      stdio: ['pipe', 'pipe', 'pipe'],
    });
    const out = [];
    const err = [];
    const timer = setTimeout(() => child.kill('SIGKILL'), timeout);
    child.stdout.on('data', (d) => out.push(d));
    child.stderr.on('data', (d) => err.push(d));
    child.stdin.on('error', () => {});
    child.stdin.end(command.stdin ?? '');
    child.on('error', reject);
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({
        exit: signal ? `signal ${signal}` : String(code),
        stdout: clean(Buffer.concat(out).toString('utf8')),
        stderr: clean(Buffer.concat(err).toString('utf8')),
      });
    });
  });
}

/** What was recorded for a case, normalised by today's rules. */
export function expectedOf(name) {
  const clean = normaliseWith(readCase(name).rules);
  const dir = join(casesDir, name, 'expected');
  const files = {};
  for (const file of readdirSync(dir)) {
    const text = clean(readFileSync(join(dir, file), 'utf8'));
    if (text !== '') files[file] = text;
  }
  return files;
}

/** The files of `expected/` for a result: one set a command, the first without a number. */
export function expectedFiles({ results, tree }) {
  const files = {};
  results.forEach((r, i) => {
    const suffix = i === 0 ? '' : `.${i + 1}`;
    files[`exit${suffix}`] = `${r.exit}\n`;
    files[`stdout${suffix}`] = r.stdout;
    if (r.stdout === '') delete files[`stdout${suffix}`];
    if (r.stderr !== '') files[`stderr${suffix}`] = r.stderr;
  });
  if (tree.length > 0) files.tree = tree.join('\n') + '\n';
  return files;
}

/** The lines that we say beside Ansible's own on stderr (`hint`, `hint.2` of a case), by the file that they stand in. */
export function hintsOf(name) {
  const dir = join(casesDir, name);
  const hints = {};
  for (const file of readdirSync(dir))
    if (/^hint(?:\.\d+)?$/.test(file))
      hints[file.replace('hint', 'stderr')] = readFileSync(join(dir, file), 'utf8');
  return hints;
}

/** Our answer without the case's hints; a hint that we do not give leaves a line that says so. */
export function withoutHints(name, files) {
  const out = { ...files };
  for (const [file, hint] of Object.entries(hintsOf(name))) {
    const text = out[file] ?? '';
    const at = text.lastIndexOf(hint);
    out[file] = at < 0 ? `${text}MISSING HINT: ${hint}` : text.slice(0, at) + text.slice(at + hint.length);
    if (out[file] === '') delete out[file];
  }
  return out;
}

/** What `ours` has beside `theirs`, where that is one run of whole lines; undefined where they differ otherwise. */
export function addedLines(theirs, ours) {
  if (ours.length <= theirs.length) return undefined;
  const a = theirs === '' ? [] : theirs.split(/(?<=\n)/);
  const b = ours.split(/(?<=\n)/);
  let end = 0;
  while (end < a.length && a[a.length - 1 - end] === b[b.length - 1 - end]) end++;
  const start = a.length - end;
  if (a.slice(0, start).join('') !== b.slice(0, start).join('')) return undefined;
  return b.slice(start, b.length - end).join('');
}
