import { defineLookup } from '../../template/define.ts';
import { iterate } from '../../template/support/py.ts';
import { asText } from '../../value/text.ts';
import type { Value } from '../../value/types.ts';
import { commandOutputs } from '../support/command.ts';

/** A command as Popen takes it: a text, or else Python's error. */
function commandOf(term: Value): Value {
  if (asText(term) === undefined) iterate(term);
  return term;
}

export default defineLookup({
  description: 'Lines of the output of commands that a shell of the control node runs.',
  options: {},
  waits: true,
  run: async (terms, _options, ctx) =>
    (await commandOutputs('lines', terms.map(commandOf), ctx.baseDir)).flatMap((text) =>
      text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r\n|\r|\n/),
    ),
});
