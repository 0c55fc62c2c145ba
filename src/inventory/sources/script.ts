import { accessSync, closeSync, constants, openSync, readFileSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { errnoOf, errnoText } from '../../errors/errno.ts';
import { notices } from '../../errors/notices.ts';
import { isPyError } from '../../value/errors.ts';
import { toList } from '../../value/iterate.ts';
import { jsonLoads } from '../../value/json-read.ts';
import { repr, str } from '../../value/repr.ts';
import { isText } from '../../value/text.ts';
import { typeName } from '../../value/type-name.ts';
import type { Dict, Value } from '../../value/types.ts';
import { utf8Fault } from '../../value/utf8-fault.ts';
import type { InventorySource, SourceContext } from '../source.ts';

const fail = (message: string): AnsibleError => new AnsibleError(message, { kind: 'inventory' });

interface Ran {
  readonly code: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

async function run(path: string, args: readonly string[], ctx: SourceContext): Promise<Ran> {
  // a shell would take such a file for a script of its own, which the system does not
  if (isPlainText(path))
    throw fail(`problem running ${path} ${args.join(' ')} (${osErrorText('ENOEXEC', path)})`);
  const { execa } = await import('execa');
  const r = await execa(path, args, {
    cwd: args[0] === '--list' ? ctx.settings.cwd : dirname(path),
    env: { ...ctx.settings.env } as NodeJS.ProcessEnv,
    extendEnv: false,
    encoding: 'buffer',
    maxBuffer: 1 << 30,
    stripFinalNewline: false,
    reject: false,
    stdin: 'ignore',
  });
  if (r.exitCode === undefined && r.signal === undefined)
    throw fail(
      `problem running ${path} ${args.join(' ')} (${osErrorText(r.code, path) ?? r.originalMessage ?? r.shortMessage})`,
    );
  return {
    code: r.exitCode ?? 1,
    stdout: Buffer.from(r.stdout),
    stderr: Buffer.from(r.stderr).toString('utf8'),
  };
}

/** An executable file whose beginning names no interpreter. */
function isPlainText(path: string): boolean {
  const head = Buffer.alloc(4);
  let file: number | undefined;
  try {
    accessSync(path, constants.X_OK);
    file = openSync(path, 'r');
    const n = readSync(file, head, 0, 4, 0);
    return !/^(?:#!|MZ)|[^\t\n\r\x20-\x7e]/.test(head.toString('latin1', 0, n));
  } catch {
    return false;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Python's text of why a program could not be started. */
const osErrorText = (code: string | undefined, path: string): string | undefined =>
  code === undefined || errnoOf(code) === 0 ? undefined : `${errnoText(code)}: '${path}'`;

function readJson(path: string, data: Buffer): Value {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(data);
  } catch {
    throw fail(
      `Inventory ${path} contained characters that cannot be interpreted as UTF-8: ${utf8Fault(data)}`,
    );
  }
  try {
    return jsonLoads(text);
  } catch (e) {
    if (!isPyError(e, 'JSONDecodeError') && !isPyError(e, 'RecursionError')) throw e;
    throw fail(
      `failed to parse executable inventory script results from ${path}: ${e.message}. ${e.message}`,
    );
  }
}

function addGroup(name: string, given: Value, hosts: Set<string>, ctx: SourceContext): void {
  const { data } = ctx;
  const group = data.addGroup(name);
  let body: Dict;
  if (!(given instanceof Map)) body = new Map([['hosts', given]]);
  else if (!['hosts', 'vars', 'children'].some((k) => given.has(k)))
    body = new Map<Value, Value>([
      ['hosts', [group]],
      ['vars', given],
    ]);
  else body = given;
  const list = body.get('hosts');
  if (list !== undefined) {
    if (!Array.isArray(list))
      throw fail(`You defined a group '${group}' with bad data for the host list:\n ${repr(body)}`);
    for (const h of list) {
      hosts.add(str(h));
      data.addHost(str(h), group);
    }
  }
  const vars = body.get('vars');
  if (vars !== undefined) {
    if (!(vars instanceof Map))
      throw fail(`You defined a group '${group}' with bad data for variables:\n ${repr(body)}`);
    for (const [k, v] of vars) data.setVariable(group, str(k), v);
  }
  const children = body.get('children');
  if (children !== undefined) for (const c of toList(children)) data.addChild(group, data.addGroup(str(c)));
}

/** What `--host` prints, JSON or YAML, whatever the exit code. */
async function hostVariables(path: string, host: string, ctx: SourceContext): Promise<Value> {
  const ran = await run(path, ['--host', host], ctx);
  return ctx.loader.parse(ran.stdout.toString('utf8'), path);
}

/** Programs that print an inventory as JSON (`--list`, `--host NAME`). */
export const script: InventorySource = {
  wants(source, { loader }) {
    if (!loader.isFile(source)) return false;
    if (loader.isExecutable(source)) return true;
    try {
      return readFileSync(source).subarray(0, 2).toString('latin1') === '#!';
    } catch {
      return false;
    }
  },
  async parse(source, ctx) {
    const ran = await run(source, ['--list'], ctx);
    if (ran.code !== 0) throw fail(`Inventory script (${source}) had an execution error: ${ran.stderr} `);
    if (ran.stderr !== '' && ctx.settings.plugin('inventory', 'script', 'always_show_stderr') === true)
      notices().error(ran.stderr);
    const value = readJson(source, ran.stdout);
    if (!(value instanceof Map))
      throw fail(
        `failed to parse executable inventory script results from ${source}: needs to be a json dict`,
      );
    const hosts = new Set<string>();
    let meta: Value | undefined;
    for (const [name, body] of value) {
      if (name === '_meta') {
        if (isText(body) || Array.isArray(body)) continue;
        if (!(body instanceof Map)) throw fail(`argument of type '${typeName(body)}' is not iterable`);
        if (body.has('hostvars')) meta = body.get('hostvars') ?? undefined;
      } else addGroup(str(name), body, hosts, ctx);
    }
    for (const name of hosts) {
      let vars: Value;
      if (meta === undefined) vars = await hostVariables(source, name, ctx);
      else {
        if (!(meta instanceof Map))
          throw fail(
            `Improperly formatted host information for ${name}: '${typeName(meta)}' object has no attribute 'get'`,
          );
        vars = meta.has(name) ? meta.get(name)! : new Map();
      }
      if (!(vars instanceof Map))
        throw fail(`Invalid data from file, expected dictionary and got:\n\n${str(vars)}`);
      const host = ctx.data.addHost(name);
      for (const [k, v] of vars) host.setVariable(str(k), v, ctx.data.merge);
    }
  },
};
