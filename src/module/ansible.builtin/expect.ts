import { jsonDumps } from '../../value/json.ts';
import { fromPlain } from '../../value/plain.ts';
import { str } from '../../value/repr.ts';
import type { Dict, Value } from '../../value/types.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { nowMicros, timeDelta, timeStamp } from '../support/clock.ts';
import { expectScript } from '../support/expect-script.ts';
import { lookAt } from '../support/file-info.ts';

interface ExpectParams {
  readonly command: string;
  readonly chdir: string | null;
  readonly creates: string | null;
  readonly removes: string | null;
  readonly responses: Dict;
  readonly timeout: number | null;
  readonly echo: boolean;
}

export default defineModule<ExpectParams>({
  shortDescription: 'Runs a command and answers its prompts',
  description: [
    'The command runs on a terminal of its own, without a shell. What it prints is searched for the patterns of `responses`; a pattern that is found is answered.',
    'The host needs Python (its standard library only); the patterns are those of its `re`.',
  ],
  source: 'https://docs.ansible.com/ansible-core/2.14/collections/ansible/builtin/expect_module.html',
  options: {
    command: { description: 'The command and its arguments.', required: true },
    creates: { description: 'Where this file exists, the command does not run.', type: 'path' },
    removes: { description: 'Where this file does not exist, the command does not run.', type: 'path' },
    chdir: { description: 'Directory to change to before the command runs.', type: 'path' },
    responses: {
      description:
        'Patterns and their answers. Of a list, each match takes the next; when none is left, the task fails.',
      type: 'dict',
      required: true,
    },
    timeout: { description: 'Seconds to wait for a pattern or the end.', type: 'int', default: 30 },
    echo: { description: 'Whether the terminal shows the answers.', type: 'bool', default: false },
  },
  returns: {
    cmd: { description: 'The command.', returned: 'always', type: 'str' },
    stdout: { description: 'What the command wrote to its terminal.', returned: 'always', type: 'str' },
    rc: {
      description: 'Exit code; null where a signal or the timeout ended it.',
      returned: 'always',
      type: 'int',
    },
    start: { description: 'Time at which it began.', returned: 'always', type: 'str' },
    end: { description: 'Time at which it ended.', returned: 'always', type: 'str' },
    delta: { description: 'Time it took.', returned: 'always', type: 'str' },
  },
  supportsCheckMode: false,
  async run(ctx) {
    const { command, chdir, creates, removes, responses, timeout, echo } = ctx.params;
    const cmd = command;
    if (command.trim() === '') throw new ModuleFailure('no command given', { rc: 256 });
    const there = async (path: string): Promise<boolean> =>
      (await lookAt(ctx.target, chdir === null || path.startsWith('/') ? path : `${chdir}/${path}`)) !==
      undefined;
    if (creates && (await there(creates)))
      return { cmd, stdout: `skipped, since ${creates} exists`, changed: false, rc: 0 };
    if (removes && !(await there(removes)))
      return { cmd, stdout: `skipped, since ${removes} does not exist`, changed: false, rc: 0 };
    const python =
      (await ctx.target.which('python3', ['/usr/libexec/platform-python'])) ??
      (await ctx.target.which('python'));
    if (python === undefined) throw new ModuleFailure('expect needs Python on the host, and found none');
    const answers: Value[] = [...responses].map(([pattern, given]) => [
      str(pattern),
      Array.isArray(given) ? given.map(str) : str(given),
    ]);
    const job = fromPlain({ command, chdir, timeout: timeout ?? 30, echo }) as Dict;
    job.set('responses', answers);
    const begun = nowMicros();
    const r = await ctx.target.exec([python, '-c', expectScript], {
      stdin: jsonDumps(job),
      signal: ctx.signal,
    });
    const ended = nowMicros();
    let told: { out?: string; rc?: number | null; error?: string };
    try {
      told = JSON.parse(r.stdout.toString()) as typeof told;
    } catch {
      throw new ModuleFailure('the helper of expect failed on the host', {
        module_stdout: r.stdout.toString(),
        module_stderr: r.stderr.toString(),
        rc: r.rc,
      });
    }
    if (told.error !== undefined) throw new ModuleFailure(told.error);
    const rc = told.rc ?? null;
    const result = {
      cmd,
      stdout: (told.out ?? '').replace(/[\r\n]+$/, ''),
      rc,
      start: timeStamp(begun),
      end: timeStamp(ended),
      delta: timeDelta(ended - begun),
      changed: true,
    };
    if (rc === null) throw new ModuleFailure('command exceeded timeout', result);
    if (rc !== 0) throw new ModuleFailure('non-zero return code', result);
    return result;
  },
});
