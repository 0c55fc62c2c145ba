import { setTimeout as sleep } from 'node:timers/promises';
import type { PlainObject } from '../../value/plain.ts';
import { defineModule, type ModuleContext, ModuleFailure } from '../define.ts';
import { isErrno } from '../support/errno.ts';
import { withFileInfo } from '../support/file-info.ts';
import { activeConnections, connectionStates, longAddress, tryPort } from '../support/port.ts';
import { pythonRegExp } from '../support/pyregex.ts';
import { regexError } from '../support/python-regex.ts';

interface Params {
  readonly host: string;
  readonly timeout: number;
  readonly connect_timeout: number;
  readonly delay: number;
  readonly port: number | null;
  readonly path: string | null;
  readonly state: 'absent' | 'drained' | 'present' | 'started' | 'stopped';
  readonly active_connection_states: readonly string[];
  readonly search_regex: string | null;
  readonly exclude_hosts: readonly string[] | null;
  readonly sleep: number;
  readonly msg: string | null;
}

interface Match {
  readonly groups: ReadonlyArray<string | null>;
  readonly dict: PlainObject;
}

function matchOf(m: RegExpExecArray | null): Match | undefined {
  if (m === null) return undefined;
  return {
    groups: m.slice(1).map((g) => g ?? null),
    dict: Object.fromEntries(Object.entries(m.groups ?? {}).map(([k, v]) => [k, v ?? null])),
  };
}

/** Addresses of a host name on the host; the name itself where nothing resolves it. */
async function addresses(ctx: ModuleContext<Params>, name: string): Promise<string[]> {
  if (/^[\d.]+$/.test(name) || name.includes(':')) return [longAddress(name)];
  const r = await ctx.target.exec(['getent', 'ahosts', name]);
  const found = r.stdout
    .toString()
    .split('\n')
    .map((l) => l.split(/\s/)[0]!)
    .filter(Boolean);
  return found.length > 0 ? [...new Set(found.map(longAddress))] : [name];
}

const anyAddress = new Set(['0.0.0.0', '0000:0000:0000:0000:0000:0000:0000:0000']);

/** One look: whether what is waited for holds now. */
function looker(ctx: ModuleContext<Params>): {
  look: () => Promise<Match | true | undefined>;
  timeout: string;
} {
  const { params: p, target } = ctx;
  const regex = p.search_regex === null ? undefined : pythonRegExp(p.search_regex, 'm');
  const place = `${p.host}:${p.port}`;
  const portOpen = async (): Promise<boolean> =>
    (await tryPort(target, p.host, p.port!, p.connect_timeout)).open;
  switch (p.state) {
    case 'absent':
    case 'stopped':
      if (p.port !== null)
        return {
          timeout: `Timeout when waiting for ${place} to stop.`,
          look: async () => ((await portOpen()) ? undefined : true),
        };
      return {
        timeout: `Timeout when waiting for ${p.path} to be absent.`,
        look: async () => (p.path !== null && (await target.stat(p.path)) !== undefined ? undefined : true),
      };
    case 'drained': {
      let known: { local: ReadonlySet<string> | undefined; off: ReadonlySet<string> } | undefined;
      return {
        timeout: `Timeout when waiting for ${place} to drain`,
        look: async () => {
          if (known === undefined) {
            const local = new Set(await addresses(ctx, p.host));
            const off = new Set(
              (await Promise.all((p.exclude_hosts ?? []).map((h) => addresses(ctx, h)))).flat(),
            );
            known = { local: [...local].some((a) => anyAddress.has(a)) ? undefined : local, off };
          }
          const r = await target.shell('cat /proc/net/tcp /proc/net/tcp6 2>/dev/null');
          const n = activeConnections(
            r.stdout.toString(),
            p.port!,
            known.local,
            known.off,
            p.active_connection_states,
          );
          return n === 0 ? true : undefined;
        },
      };
    }
    default: {
      const found = (data: Buffer): Match | undefined =>
        regex === undefined ? undefined : matchOf(regex.exec(data.toString()));
      if (p.path !== null) {
        return {
          timeout:
            regex === undefined
              ? `Timeout when waiting for file ${p.path}`
              : `Timeout when waiting for search string ${p.search_regex} in ${p.path}`,
          look: async () => {
            if (regex === undefined) return (await target.stat(p.path!)) === undefined ? undefined : true;
            try {
              return found(await target.readFile(p.path!));
            } catch (e) {
              if (isErrno(e, 'ENOENT', 'EACCES', 'EISDIR', 'ENOTDIR', 'EINVAL')) return undefined;
              throw e;
            }
          },
        };
      }
      return {
        timeout:
          regex === undefined
            ? `Timeout when waiting for ${place}`
            : `Timeout when waiting for search string ${p.search_regex} in ${place}`,
        look: async () => {
          if (regex === undefined) return (await portOpen()) ? true : undefined;
          const a = await tryPort(
            target,
            p.host,
            p.port!,
            p.connect_timeout,
            Math.max(1, p.connect_timeout),
            (d) => found(d) !== undefined,
          );
          return a.open ? found(a.data) : undefined;
        },
      };
    }
  }
}

function refuse(p: Params): string | undefined {
  if (p.port !== null && p.path !== null) return 'port and path parameter can not both be passed to wait_for';
  if (p.path !== null && p.state === 'stopped')
    return 'state=stopped should only be used for checking a port in the wait_for module';
  if (p.path !== null && p.state === 'drained')
    return 'state=drained should only be used for checking a port in the wait_for module';
  if (p.exclude_hosts !== null && p.state !== 'drained')
    return 'exclude_hosts should only be with state=drained';
  const wrong = p.search_regex === null ? undefined : regexError(p.search_regex);
  if (wrong !== undefined) return `Invalid regular expression: ${wrong}`;
  if (p.state === 'drained' && p.port === null)
    return "int() argument must be a string, a bytes-like object or a real number, not 'NoneType': state=drained needs a port";
  const off = p.active_connection_states.find((s) => !connectionStates.includes(s));
  return off === undefined ? undefined : `unknown active_connection_state (${off}) defined`;
}

export default defineModule<Params>({
  shortDescription: 'Waits for a condition before the play goes on',
  description:
    'Waits for a time, a port to open, close or drain, or a file to be there, to be gone or to hold a text.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/wait_for_module.html',
  options: {
    host: { default: '127.0.0.1', description: 'Name or address to try, as seen from the host.' },
    timeout: {
      type: 'int',
      default: 300,
      description: 'Seconds after which it gives up; without port and path, the time to wait.',
    },
    connect_timeout: { type: 'int', default: 5, description: 'Seconds that one connection may take.' },
    delay: { type: 'int', default: 0, description: 'Seconds to wait before the first look.' },
    port: { type: 'int', description: 'Port to look at; not together with path.' },
    active_connection_states: {
      type: 'list',
      elements: 'str',
      default: ['ESTABLISHED', 'FIN_WAIT1', 'FIN_WAIT2', 'SYN_RECV', 'SYN_SENT', 'TIME_WAIT'],
      description: 'TCP states that count as active for state=drained.',
    },
    path: { type: 'path', description: 'File to look at.' },
    search_regex: { description: 'Regular expression to find in the file or in what the port sends.' },
    state: {
      default: 'started',
      choices: ['absent', 'drained', 'present', 'started', 'stopped'],
      description: 'What is waited for: started and present are the same, stopped and absent too.',
    },
    exclude_hosts: {
      type: 'list',
      elements: 'str',
      description: 'Peers whose connections do not count for state=drained.',
    },
    sleep: { type: 'int', default: 1, description: 'Seconds between two looks.' },
    msg: { description: 'Message in place of the usual one.' },
  },
  returns: {
    elapsed: { description: 'Seconds that it took.', returned: 'always', type: 'int', sample: 23 },
    match_groups: {
      description: 'Groups of search_regex.',
      returned: 'always',
      type: 'list',
      sample: ['match 1'],
    },
    match_groupdict: { description: 'Named groups of search_regex.', returned: 'always', type: 'dict' },
  },
  supportsCheckMode: false,
  async run(ctx) {
    const p = ctx.params;
    const start = Date.now();
    const elapsed = (): number => Math.trunc((Date.now() - start) / 1000);
    const why = refuse(p);
    if (why !== undefined)
      throw new ModuleFailure(why, /^Invalid regular|^int/.test(why) ? {} : { elapsed: 0 });
    const wait = (seconds: number): Promise<void> => sleep(seconds * 1000, undefined, { signal: ctx.signal });
    if (p.delay > 0) await wait(p.delay);
    let hit: Match | true | undefined = true;
    if (p.port === null && p.path === null && p.state !== 'drained') await wait(p.timeout);
    else {
      const { look, timeout } = looker(ctx);
      const end = start + p.timeout * 1000;
      for (;;) {
        hit = await look();
        if (hit !== undefined) break;
        if (Date.now() >= end) throw new ModuleFailure(p.msg ?? timeout, { elapsed: elapsed() });
        await wait(Math.min(p.sleep, Math.max(0, (end - Date.now()) / 1000)));
      }
    }
    return withFileInfo(ctx, {
      changed: false,
      state: p.state,
      port: p.port,
      search_regex: p.search_regex,
      match_groups: hit === true ? [] : [...hit.groups],
      match_groupdict: hit === true ? {} : hit.dict,
      path: p.path,
      elapsed: elapsed(),
    });
  },
});
