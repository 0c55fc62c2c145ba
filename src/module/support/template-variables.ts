import { stat } from 'node:fs/promises';
import { PyDateTime } from '../../value/datetime.ts';
import { strftime } from '../../value/strftime.ts';
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

/** A local time as Python's datetime. */
const dateTime = (d: Date, micros: number): PyDateTime =>
  new PyDateTime(
    d.getFullYear(),
    d.getMonth() + 1,
    d.getDate(),
    d.getHours(),
    d.getMinutes(),
    d.getSeconds(),
    micros,
  );

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
  const mtime = dateTime(changed, Number((s.mtimeNs / 1000n) % 1000000n));
  const now = new Date();
  return new Map<string, Value>([
    ['ansible_managed', /%/.test(managed) ? strftime(mtime, managed) : managed],
    ['template_host', origin.host],
    ['template_path', origin.src],
    ['template_mtime', mtime],
    ['template_uid', owner],
    ['template_run_date', dateTime(now, now.getMilliseconds() * 1000)],
    ['template_fullpath', origin.source],
    ['template_destpath', origin.dest],
  ]);
}
