import { posix } from 'node:path';
import { asText } from '../../value/text.ts';
import type { Dict, Value } from '../../value/types.ts';
import { LiteralError, parseLiteral } from '../argspec/literal.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { isErrno } from '../support/errno.ts';

interface AsyncStatusParams {
  readonly jid: string;
  readonly mode: 'status' | 'cleanup';
}

export default defineModule<AsyncStatusParams>({
  shortDescription: 'Tells how a task in the background stands',
  description: 'Reads the result file of a task that was started with `async` and `poll: 0`, or removes it.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/async_status_module.html',
  checkedByAction: true,
  options: {
    jid: { required: true, description: 'The job: `ansible_job_id` of the task that started it.' },
    mode: {
      choices: ['cleanup', 'status'],
      default: 'status',
      description: 'Whether to look, or to remove the result file.',
    },
  },
  supportsCheckMode: true,
  supportsAsync: false,
  async run(ctx) {
    const { jid, mode } = ctx.params;
    if (jid.includes('/') || jid === '' || jid === '..') throw new ModuleFailure(`invalid job id: ${jid}`);
    const wanted = ctx.vars.get('ansible_async_dir');
    const dir = await ctx.target.expand(
      (wanted === undefined ? undefined : asText(await ctx.templar.template(wanted))) ?? '~/.ansible_async',
    );
    const path = posix.join(dir, jid);
    const about = {
      ansible_job_id: jid,
      ...(mode === 'cleanup' ? { erased: path } : { results_file: path }),
      stdout: '',
      stderr: '',
    };
    let text: string;
    try {
      text = (await ctx.target.readFile(path)).toString();
    } catch (e) {
      if (!isErrno(e, 'ENOENT')) throw e;
      return { ...about, started: 1, finished: 1, failed: true, msg: 'could not find job' };
    }
    if (mode === 'cleanup') {
      await ctx.target.unlink(path);
      return { ...about, started: 0, finished: 0 };
    }
    let data: Dict;
    try {
      const parsed = parseLiteral(text, 'json');
      if (!(parsed instanceof Map)) throw new LiteralError('no dict');
      data = parsed;
    } catch (e) {
      if (!(e instanceof LiteralError)) throw e;
      // The file is being written just now.
      if (text.trim() === '') return { ...about, started: 1, finished: 0 };
      return { ...about, started: 1, finished: 1, failed: true, msg: `Could not parse job output: ${text}` };
    }
    const started = data.get('started') ?? null;
    const result: Dict =
      started === null ? new Map<Value, Value>([...data, ['started', 1], ['finished', 1]]) : data;
    const fields: Record<string, Value> = { ...about };
    for (const [k, v] of result) fields[String(k)] = v;
    fields['ansible_job_id'] = jid;
    return fields;
  },
});
