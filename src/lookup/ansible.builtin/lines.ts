import { defineLookup } from '../../template/define.ts';
import { commandOutputs } from '../support/command.ts';

export default defineLookup({
  description: 'Lines of the output of commands that a shell of the control node runs.',
  options: {},
  waits: true,
  run: async (terms, _options, ctx) =>
    (await commandOutputs('lines', terms, ctx.baseDir)).flatMap((text) =>
      text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r\n|\r|\n/),
    ),
});
