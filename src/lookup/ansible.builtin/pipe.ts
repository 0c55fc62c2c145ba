import { defineLookup } from '../../template/define.ts';
import { commandOutputs } from '../support/command.ts';

export default defineLookup({
  description: "Output of commands that a shell of the control node runs in the playbook's directory.",
  options: {},
  waits: true,
  run: async (terms, _options, ctx) =>
    (await commandOutputs('pipe', terms, ctx.baseDir)).map((text) => text.trimEnd()),
});
