import { bytesText } from '../../value/codecs.ts';
import { PyError } from '../../value/errors.ts';
import { shortTypeName } from '../../value/type-name.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { liveLines, outputLimit, tooMuchOutput } from '../support/lines.ts';

interface RawParams {
  readonly _raw_params: string | null;
  readonly executable: string | null;
}

export default defineModule<RawParams>({
  shortDescription: 'Runs a command text as it stands, with nothing around it',
  description:
    'For hosts that have nothing yet. The text goes to the shell of the session; output is returned untrimmed.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/raw_module.html',
  options: {
    _raw_params: { description: 'The command, as free text after the module name.' },
    executable: { description: 'Full path of the shell that runs it.' },
  },
  returns: {
    rc: { description: 'Exit code.', returned: 'always', type: 'int', sample: 0 },
    stdout: { description: 'Standard output.', returned: 'always', type: 'str', sample: 'hello\n' },
    stderr: { description: 'Standard error.', returned: 'always', type: 'str', sample: '' },
  },
  freeForm: true,
  // It runs in check mode only to say that it is skipped, without a message.
  supportsCheckMode: true,
  supportsAsync: false,
  leniently: {},
  async run(ctx) {
    if (ctx.checkMode) return { skipped: true };
    const given = ctx.rawParams.get('_raw_params') ?? null;
    // k=v words without a text run an empty one
    if (((given === null || given === '') && !ctx.rawParams.has('executable')) || typeof given === 'number')
      throw new PyError(
        'TypeError',
        `'${shortTypeName(given === '' ? null : given)}' object is not iterable`,
      );
    const text = ctx.freeForm ?? ctx.params._raw_params ?? '';
    const live = liveLines((line) => ctx.live(line));
    const r = await ctx.target.shell(text, {
      executable: ctx.params.executable ?? undefined,
      signal: ctx.signal,
      onStdout: live.onStdout,
      onStderr: live.onStderr,
      limit: outputLimit,
    });
    live.end();
    if (r.truncated) throw new ModuleFailure(tooMuchOutput, { rc: r.rc });
    const result = { changed: true, rc: r.rc, stdout: bytesText(r.stdout), stderr: bytesText(r.stderr) };
    return r.rc === 0 ? result : { ...result, failed: true, msg: 'non-zero return code' };
  },
});
