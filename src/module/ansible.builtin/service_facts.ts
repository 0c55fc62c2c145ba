import type { Dict } from '../../value/types.ts';
import { defineModule, type ModuleContext } from '../define.ts';
import { tool } from '../support/package/tool.ts';

interface Service {
  readonly name: string;
  state: string;
  status?: string;
  goal?: string;
  runlevels?: readonly string[] | null;
  readonly source: string;
}
type Services = Map<string, Service>;
type Context = ModuleContext<unknown>;

/** Words of systemctl's first column for units that are there by name only. */
const badStates = ['not-found', 'masked', 'failed'];
const env = { LANG: 'C', LC_ALL: 'C' };
const run = (ctx: Context, argv: readonly string[]) => tool(ctx.target, argv, { env });

async function have(ctx: Context): Promise<Set<string>> {
  const names = ['service', 'chkconfig', 'initctl', 'rc-status', 'rc-update', 'systemctl'];
  const script =
    'for n; do PATH="$PATH:/sbin:/usr/sbin:/usr/local/sbin" command -v "$n" >/dev/null && echo "$n"; done; grep -q systemd /proc/1/comm 2>/dev/null && echo systemd; exit 0';
  const r = await run(ctx, ['sh', '-c', script, 'sh', ...names]);
  return new Set(r.stdout.split('\n').filter((l) => l !== ''));
}

async function sysv(ctx: Context, into: Services): Promise<void> {
  const r = await run(ctx, ['service', '--status-all']);
  if (r.rc === 4 && (await ctx.target.stat('/etc/init.d')) === undefined) return;
  if (r.rc !== 0) ctx.warn(`Unable to query 'service' tool (${r.rc}): ${r.stderr}`);
  for (const [, sign, name] of r.stdout.matchAll(/^\s*\[ ([+-]) \][^\S\n]+(.+)$/gm))
    into.set(name!, { name: name!, state: sign === '+' ? 'running' : 'stopped', source: 'sysv' });
}

async function upstart(ctx: Context, into: Services): Promise<void> {
  const r = await run(ctx, ['initctl', 'list']);
  if (r.rc !== 0) {
    ctx.warn(`Unable to query upstart for service data: ${r.stderr}`);
    return;
  }
  for (const line of r.stdout.replaceAll('\r', '').split('\n')) {
    const m = /^\s?(.*)\s(\w+)\/(\w+)(?:,\sprocess\s[0-9]+)?\s*$/.exec(line);
    if (m) into.set(m[1]!, { name: m[1]!, state: m[3]!, goal: m[2]!, source: 'upstart' });
  }
}

async function chkconfig(ctx: Context, into: Services): Promise<void> {
  const levels = /^(.*?)\s+0:(?:on|off)\s+1:(?:on|off)\s+2:(?:on|off)\s+3:(on|off)\s+4:/;
  let r = await run(ctx, ['chkconfig']);
  if (!r.stdout.split('\n').some((l) => levels.test(l))) {
    // SUSE prints names alone, the first releases of RHEL want the option
    if (/^\S+\s+(?:on|off)/m.test(r.stdout)) r = await run(ctx, ['chkconfig', '-l', '--allservices']);
    else if (r.stderr.includes('--list')) r = await run(ctx, ['chkconfig', '--list']);
  }
  for (const line of r.stdout.split('\n')) {
    const m = levels.exec(line);
    if (!m) continue;
    const name = m[1]!;
    const status = await run(ctx, ['service', name, 'status']);
    if (status.rc !== 0 && /root|permission|not in sudoers/.test(status.stderr.toLowerCase()))
      ctx.warn(`Insufficient permissions to query sysV service "${name}" and their states`);
    into.set(name, {
      name,
      state: status.rc === 0 ? 'running' : 'stopped',
      status: m[2] === 'on' ? 'enabled' : 'disabled',
      source: 'sysv',
    });
  }
}

async function openrc(ctx: Context, into: Services): Promise<void> {
  const states = await run(ctx, ['sh', '-c', "rc-status -a -s -m 2>&1 | grep '^ ' | tr -d '[]'"]);
  const levels = await run(ctx, ['sh', '-c', "rc-update show -v 2>&1 | grep '|'"]);
  const of = new Map<string, readonly string[] | null>();
  for (const line of levels.stdout.split('\n')) {
    const [name, words] = line.split('|').map((x) => x.trim());
    if (words !== undefined) of.set(name!, words === '' ? null : words.split(/\s+/));
  }
  for (const line of states.stdout.split('\n')) {
    const [name, state] = line.trim().split(/\s+/);
    if (state !== undefined)
      into.set(name!, { name: name!, runlevels: of.get(name!) ?? null, state, source: 'openrc' });
  }
}

async function systemd(ctx: Context, into: Services): Promise<void> {
  const services = (text: string): string[] => text.split('\n').filter((l) => l.includes('.service'));
  const units = await run(ctx, ['systemctl', 'list-units', '--no-pager', '--type', 'service', '--all']);
  if (units.rc !== 0) ctx.warn(`Could not list units from systemd: ${units.stderr}`);
  else
    for (const line of services(units.stdout)) {
      let fields = line.trim().split(/\s+/);
      const bad = badStates.find((b) => fields.includes(b));
      if (bad !== undefined) fields = fields[0]!.endsWith('.service') ? fields : fields.slice(1);
      const name = fields[0]!;
      into.set(name, {
        name,
        state: fields[3] === 'running' ? 'running' : 'stopped',
        status: bad ?? fields[2] ?? 'unknown',
        source: 'systemd',
      });
    }
  const files = await run(ctx, ['systemctl', 'list-unit-files', '--no-pager', '--type', 'service', '--all']);
  if (files.rc !== 0) {
    ctx.warn(`Could not get unit files data from systemd: ${files.stderr}`);
    return;
  }
  const unseen: Array<[string, string]> = [];
  for (const line of services(files.stdout)) {
    const [name, status] = line.trim().split(/\s+/);
    if (name === undefined || status === undefined) continue;
    const known = into.get(name);
    if (known === undefined) unseen.push([name, status]);
    else if (!badStates.includes(known.status ?? '')) known.status = status;
  }
  if (unseen.length === 0) return;
  // one question for all of them
  const script = 'for n; do printf "%s\\n" "$(systemctl show "$n" --property=ActiveState 2>/dev/null)"; done';
  const answers = (await run(ctx, ['sh', '-c', script, 'sh', ...unseen.map(([n]) => n)])).stdout.split('\n');
  for (const [i, [name, status]] of unseen.entries()) {
    const state = (answers[i] ?? '').replace('ActiveState=', '').trim() || 'unknown';
    into.set(name, { name, state, status, source: 'systemd' });
  }
}

export default defineModule({
  shortDescription: 'Facts about the services of a host',
  description:
    'Names, states and origins of the services that systemd, SysV scripts, upstart and OpenRC know, as `ansible_facts.services`.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/service_facts_module.html',
  options: {},
  returns: {
    ansible_facts: { description: 'The key `services`, a service a name.', returned: 'always', type: 'dict' },
  },
  supportsCheckMode: true,
  async run(ctx) {
    const tools = await have(ctx);
    const found: Services = new Map();
    if (tools.has('service') && !tools.has('chkconfig') && !tools.has('rc-status')) await sysv(ctx, found);
    if (tools.has('initctl') && !tools.has('chkconfig')) await upstart(ctx, found);
    else if (tools.has('chkconfig')) await chkconfig(ctx, found);
    else if (tools.has('rc-status') && tools.has('rc-update')) await openrc(ctx, found);
    if (tools.has('systemd') && tools.has('systemctl')) {
      const units: Services = new Map();
      await systemd(ctx, units);
      for (const [name, service] of units) found.set(name, service);
    }
    if (found.size === 0)
      return {
        skipped: true,
        msg: 'Failed to find any services. This can be due to privileges or some other configuration issue.',
      };
    const services: Dict = new Map();
    for (const [name, service] of found) services.set(name, new Map(Object.entries(service)) as Dict);
    return { ansible_facts: { services } };
  },
});
