import { posix } from 'node:path';
import type { Target } from '../../target/types.ts';
import { defineModule, type ModuleContext, ModuleFailure, type ModuleResult } from '../define.ts';
import { CronTable, type CronTimes, jobLine, withoutHead } from '../support/cron-table.ts';
import { failIfMissing, tool } from '../support/package/tool.ts';
import { readText } from '../support/text-file.ts';

interface Params extends CronTimes {
  readonly name: string;
  readonly user: string | null;
  readonly job: string | null;
  readonly cron_file: string | null;
  readonly state: 'present' | 'absent';
  readonly backup: boolean;
  readonly special_time: string | null;
  readonly disabled: boolean;
  readonly env: boolean;
  readonly insertafter: string | null;
  readonly insertbefore: string | null;
}

const timeFields = ['minute', 'hour', 'day', 'month', 'weekday'] as const;

/** Where the table is: a file, or the crontab of an account. */
interface Place {
  readonly file: string | undefined;
  readonly label: string;
  readonly userOption: readonly string[];
}

function place(ctx: ModuleContext<Params>): Place {
  const { cron_file: given, user } = ctx.params;
  const file = given ? (posix.isAbsolute(given) ? given : posix.join('/etc/cron.d', given)) : undefined;
  return {
    file,
    label: file ?? (user ? `crontab for user "${user}"` : 'crontab'),
    userOption: user && user !== ctx.target.user ? ['-u', user] : [],
  };
}

async function read(target: Target, at: Place): Promise<string> {
  if (at.file !== undefined) return readText(target, at.file);
  const r = await tool(target, ['crontab', ...at.userOption, '-l']);
  // 1: there is none yet
  if (r.rc !== 0 && r.rc !== 1) throw new ModuleFailure('Unable to read crontab');
  return withoutHead(r.stdout);
}

async function write(target: Target, at: Place, text: string): Promise<void> {
  if (at.file !== undefined) {
    const isNew = (await target.stat(at.file)) === undefined;
    const temp = await target.tempFile({ beside: at.file });
    await target.writeFile(temp, text);
    await target.move(temp, at.file);
    if (isNew) await target.chmod(at.file, 0o644);
    return;
  }
  const r = await tool(target, ['crontab', ...at.userOption, '-'], { stdin: text });
  if (r.rc !== 0) throw new ModuleFailure(r.stderr);
}

function checkParams(p: Params): void {
  if (p.special_time && timeFields.some((f) => p[f] !== '*'))
    throw new ModuleFailure('You must specify time and date fields or special time.');
  if (p.state === 'absent') return;
  if (p.cron_file && !p.user)
    throw new ModuleFailure('To use cron_file=... parameter you must specify user=... as well');
  if (p.job === null) throw new ModuleFailure("You must specify 'job' to install a new cron job or variable");
  if ((p.insertafter || p.insertbefore) && !p.env)
    throw new ModuleFailure('Insertafter and insertbefore parameters are valid only with env=yes');
}

/** Makes the change in the table; tells whether there was one. */
function edit(table: CronTable, p: Params, warnings: string[]): boolean {
  if (p.env) {
    if (p.name.includes(' ')) throw new ModuleFailure('Invalid name for environment variable');
    if (p.state === 'absent') return table.removeVariable(p.name);
    const done = table.setVariable(p.name, p.job ?? '', {
      after: p.insertafter ?? undefined,
      before: p.insertbefore ?? undefined,
    });
    if (done === undefined)
      throw new ModuleFailure(`Variable named '${p.insertafter ?? p.insertbefore}' not found.`);
    return done;
  }
  if (p.state === 'absent') return table.removeJob(p.name);
  const job = p.job ?? '';
  if (/[\r\n]/.test(job.replace(/^[\r\n]+|[\r\n]+$/g, '')))
    warnings.push('Job should not contain line breaks');
  const user = p.cron_file ? (p.user ?? undefined) : undefined;
  return table.setJob(
    p.name,
    jobLine(p.special_time ? { special: p.special_time } : p, user, job, p.disabled),
  );
}

async function keepBackup(target: Target, text: string): Promise<string> {
  // outlives the run, other than the temporary files of the session
  const made = await tool(target, ['mktemp', '/tmp/crontabXXXXXXXX']);
  const path = made.stdout.trim();
  if (made.rc !== 0) throw new ModuleFailure(made.stderr);
  await target.writeFile(path, text);
  return path;
}

export default defineModule<Params>({
  shortDescription: 'Manages jobs and variables of crontabs',
  description:
    'A job is known by the comment above it, which holds its name. Works on the crontab of an account (by crontab) or on a file of /etc/cron.d.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/cron_module.html',
  options: {
    name: { required: true, description: 'Name of the job, or of the variable with `env`.' },
    user: { description: 'Account of the crontab; the one that the task runs as where unset.' },
    job: { aliases: ['value'], description: 'The command, or the value of the variable.' },
    cron_file: { type: 'path', description: 'A file below /etc/cron.d, or its full path; needs `user`.' },
    state: { default: 'present', choices: ['present', 'absent'], description: 'Whether it is there.' },
    backup: { type: 'bool', default: false, description: 'Keeps the table as it was in `backup_file`.' },
    minute: { default: '*', description: 'Minutes (0-59, *, */2).' },
    hour: { default: '*', description: 'Hours (0-23, *, */2).' },
    day: { default: '*', aliases: ['dom'], description: 'Days of the month (1-31, *, */2).' },
    month: { default: '*', description: 'Months (1-12, JAN-DEC, *, */2).' },
    weekday: { default: '*', aliases: ['dow'], description: 'Days of the week (0-6 from Sunday on, *).' },
    special_time: {
      choices: ['reboot', 'yearly', 'annually', 'monthly', 'weekly', 'daily', 'hourly'],
      description: 'A named time in the place of the five fields.',
    },
    disabled: { type: 'bool', default: false, description: 'Leaves the job there as a comment.' },
    env: { type: 'bool', default: false, description: 'A variable of the crontab instead of a job.' },
    insertafter: { description: 'With `env`: behind this variable.' },
    insertbefore: { description: 'With `env`: before this variable.' },
  },
  returns: {
    jobs: { description: 'Names of the jobs.', returned: 'always', type: 'list' },
    envs: { description: 'Names of the variables.', returned: 'always', type: 'list' },
    cron_file: { description: 'The file that was given.', returned: 'with cron_file', type: 'str' },
    backup_file: {
      description: 'Where the table as it was is kept.',
      returned: 'changed and backup',
      type: 'str',
    },
  },
  mutuallyExclusive: [['insertafter', 'insertbefore']],
  supportsCheckMode: true,
  async run(ctx) {
    const { params: p, target, checkMode } = ctx;
    const warnings: string[] = [];
    if (p.cron_file) {
      if (p.cron_file === '/etc/crontab')
        throw new ModuleFailure('Will not manage /etc/crontab via cron_file, see documentation.');
      const base = posix.basename(p.cron_file);
      if (!/^[A-Za-z0-9_-]+$/.test(base))
        warnings.push(
          `Filename portion of cron_file ("${base}") should consist solely of upper- and lower-case letters, digits, underscores, and hyphens`,
        );
    }
    await failIfMissing(target, 'crontab', { rc: 127, stdout: '', stderr: '' });
    const at = place(ctx);
    const before = await read(target, at);
    checkParams(p);
    const table = new CronTable(before);
    const untouched = table.text();
    let changed = edit(table, p, warnings);
    const diff = (after: string, header = at.label) => ({
      before,
      before_header: at.label,
      after,
      after_header: header,
    });
    // a file without anything left goes
    if (changed && !p.env && p.state === 'absent' && at.file !== undefined && table.empty) {
      if (!checkMode) await target.unlink(at.file);
      return {
        changed: true,
        cron_file: p.cron_file,
        state: p.state,
        diff: ctx.diff ? diff('', '/dev/null') : {},
      };
    }
    // cron passes over a last line without a newline
    if (!changed && before !== '' && !/[\r\n]$/.test(before)) changed = true;
    for (const w of warnings) ctx.warn(w);
    const result: Record<string, unknown> = {
      changed,
      jobs: table.jobNames(),
      envs: table.variableNames(),
    };
    if (changed && !checkMode) {
      if (p.backup) result['backup_file'] = await keepBackup(target, untouched);
      await write(target, at, table.text());
    }
    if (changed && ctx.diff) result['diff'] = diff(table.text());
    if (p.cron_file) result['cron_file'] = p.cron_file;
    return result as ModuleResult;
  },
});
