import { AnsibleError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import { floatRepr, parseInt10 } from '../../value/number.ts';
import { typeName } from '../../value/type-name.ts';
import { PyFloat, type Value } from '../../value/types.ts';
import { classOf } from '../argspec/coerce.ts';
import { reprText } from '../argspec/repr.ts';
import { defineModule } from '../define.ts';
import { actionFailure } from '../support/action-failure.ts';
import { nowMicros, timeStamp } from '../support/clock.ts';
import { askTerminal } from '../support/terminal.ts';

interface PauseParams {
  readonly minutes: Value;
  readonly seconds: Value;
  readonly prompt: string | null;
  readonly echo: boolean;
}

/** A text that comes from YAML, as Python names it. */
const YAML_TEXT = "<class 'ansible.parsing.yaml.objects.AnsibleUnicode'>";

function wholeNumber(name: string, v: Value): number | undefined {
  if (v === null) return undefined;
  const n =
    typeof v === 'string'
      ? parseInt10(v.trim())
      : v instanceof PyFloat
        ? Math.trunc(v.value)
        : typeof v === 'object'
          ? undefined
          : Number(v);
  if (n !== undefined) return Number(n);
  const why =
    typeof v === 'string'
      ? `invalid literal for int() with base 10: ${reprText(v)}`
      : `int() argument must be a string, a bytes-like object or a real number, not '${typeName(v)}'`;
  throw actionFailure(
    `argument '${name}' is of type ${typeof v === 'string' ? YAML_TEXT : classOf(v)} and we were unable to convert to int: ${why}`,
  );
}

const round2 = (n: number): string => floatRepr(Math.round(n * 100) / 100);

export default defineModule<PauseParams>({
  shortDescription: 'Stops the play for a time, or until someone presses a key',
  description:
    'Runs once for all hosts. Ctrl+C, then C goes on early, then A aborts. Without a terminal a prompt is not waited for.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/pause_module.html',
  options: {
    minutes: { type: 'raw', description: 'Whole minutes to wait.' },
    seconds: { type: 'raw', description: 'Whole seconds to wait; at least one.' },
    prompt: { description: 'Text to show.' },
    echo: { type: 'bool', default: true, description: 'Shows what is typed.' },
  },
  returns: {
    user_input: { description: 'What was typed.', returned: 'always', type: 'str', sample: 'yes' },
    start: { description: 'Time at which the pause began.', returned: 'always', type: 'str' },
    stop: { description: 'Time at which it ended.', returned: 'always', type: 'str' },
    delta: { description: 'Whole seconds that it took.', returned: 'always', type: 'int', sample: 2 },
    stdout: {
      description: 'The same in words.',
      returned: 'always',
      type: 'str',
      sample: 'Paused for 0.04 minutes',
    },
    echo: { description: 'Value of echo.', returned: 'always', type: 'bool', sample: true },
  },
  mutuallyExclusive: [['minutes', 'seconds']],
  checkedByAction: true,
  supportsCheckMode: true,
  side: 'control',
  oncePerBatch: true,
  async run(ctx) {
    const p = ctx.params;
    const minutes = wholeNumber('minutes', p.minutes);
    const given = wholeNumber('seconds', p.seconds);
    const unit = given !== undefined ? 'seconds' : 'minutes';
    const wanted = given ?? (minutes === undefined ? undefined : minutes * 60);
    const seconds = wanted === undefined ? undefined : Math.max(1, wanted);
    const hidden = p.echo ? '' : ' (output is hidden)';
    const question = p.prompt || 'Press enter to continue, Ctrl+C to interrupt';
    const prompt = `[pause]\n${question}${hidden}:`;
    const start = nowMicros();
    if (seconds !== undefined) {
      notices().display(`Pausing for ${seconds} seconds${hidden}`);
      notices().display("(ctrl+C then 'C' = continue early, ctrl+C then 'A' = abort)\r");
    }
    if (seconds === undefined || p.prompt !== null) notices().display(prompt);
    const answer = await askTerminal({
      seconds,
      echo: p.echo,
      signal: ctx.signal,
    });
    if (answer.kind === 'abort') throw new AnsibleError('user requested abort!');
    if (answer.kind === 'no-terminal')
      notices().warning('Not waiting for response to prompt as stdin is not interactive');
    const stop = nowMicros();
    const took = (stop - start) / 1_000_000;
    return {
      changed: false,
      rc: 0,
      stderr: '',
      stdout: `Paused for ${round2(unit === 'minutes' ? took / 60 : took)} ${unit}`,
      start: timeStamp(start),
      stop: timeStamp(stop),
      delta: Math.trunc(took),
      echo: p.echo,
      user_input: answer.text,
    };
  },
});
