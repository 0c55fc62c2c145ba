import { defineLookup } from '../../template/define.ts';
import { nativeText } from '../../template/support/py.ts';
import { commandOutput } from '../support/command.ts';
import { lookupFailure } from '../support/files.ts';

export default defineLookup({
  description: "Output of commands that a shell of the control node runs in the playbook's directory.",
  options: {},
  waits: true,
  async run(terms, _options, ctx) {
    const out: string[] = [];
    for (const term of terms) {
      const command = nativeText(term);
      const { code, stdout } = await commandOutput(command, ctx.baseDir);
      if (code !== 0) throw lookupFailure(`lookup_plugin.pipe(${command}) returned ${code}`);
      out.push(stdout.trimEnd());
    }
    return out;
  },
});
