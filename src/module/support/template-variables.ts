import { stat } from 'node:fs/promises';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import type { ModuleContext } from '../define.ts';
import { userNameOf } from './control-users.ts';

export interface TemplateOrigin {
  /** As the task names it; where it was found. */
  readonly src: string;
  readonly source: string;
  readonly dest: string;
  readonly host: string;
  readonly user: string;
}

const pad = (n: number, width = 2): string => String(n).padStart(width, '0');

/** A local time as Python's str(datetime) prints it. */
function dateText(d: Date, micros: number): string {
  const day = `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`;
  const time = `${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())}`;
  return `${day} ${time}${micros === 0 ? '' : `.${pad(micros, 6)}`}`;
}

/** strftime's commonest directives, for `ansible_managed`. */
function formatTime(format: string, d: Date): string {
  const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
  const months = [
    'January',
    'February',
    'March',
    'April',
    'May',
    'June',
    'July',
    'August',
    'September',
    'October',
    'November',
    'December',
  ];
  const values: Record<string, () => string> = {
    Y: () => String(d.getFullYear()),
    y: () => pad(d.getFullYear() % 100),
    m: () => pad(d.getMonth() + 1),
    d: () => pad(d.getDate()),
    H: () => pad(d.getHours()),
    I: () => pad(d.getHours() % 12 || 12),
    M: () => pad(d.getMinutes()),
    S: () => pad(d.getSeconds()),
    p: () => (d.getHours() < 12 ? 'AM' : 'PM'),
    A: () => days[d.getDay()]!,
    a: () => days[d.getDay()]!.slice(0, 3),
    B: () => months[d.getMonth()]!,
    b: () => months[d.getMonth()]!.slice(0, 3),
    F: () => `${d.getFullYear()}-${pad(d.getMonth() + 1)}-${pad(d.getDate())}`,
    T: () => `${pad(d.getHours())}:${pad(d.getMinutes())}:${pad(d.getSeconds())}`,
    s: () => String(Math.floor(d.getTime() / 1000)),
    '%': () => '%',
  };
  return format.replace(/%(.)/g, (whole, c: string) => values[c]?.() ?? whole);
}

/** The variables that a template gets beside the task's: template_* and ansible_managed. */
export async function templateVariables(
  ctx: ModuleContext<unknown>,
  origin: TemplateOrigin,
): Promise<Map<string, Value>> {
  const s = await stat(origin.source, { bigint: true });
  const changed = new Date(Number(s.mtimeMs));
  const owner = await userNameOf(Number(s.uid));
  const setting = asText(ctx.setting('DEFAULT_MANAGED_STR')) ?? 'Ansible managed';
  const managed = setting.replace(/\{(host|uid|file)\}/g, (_, k: string) =>
    k === 'host' ? origin.host : k === 'uid' ? owner : origin.source,
  );
  const now = new Date();
  return new Map<string, Value>([
    ['ansible_managed', /%/.test(managed) ? formatTime(managed, changed) : managed],
    ['template_host', origin.host],
    ['template_path', origin.src],
    ['template_mtime', dateText(changed, Number((s.mtimeNs / 1000n) % 1000000n))],
    ['template_uid', owner],
    ['template_run_date', dateText(now, now.getMilliseconds() * 1000)],
    ['template_fullpath', origin.source],
    ['template_destpath', origin.dest],
  ]);
}
