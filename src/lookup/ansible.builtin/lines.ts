import { defineLookup } from '../../template/define.ts';
import { nativeText } from '../../template/support/py.ts';
import { commandOutput } from '../support/command.ts';
import { lookupFailure } from '../support/files.ts';

export default defineLookup({
  description: 'Lines of the output of commands that a shell of the control node runs.',
  options: {},
  waits: true,
  async run(terms, _options, ctx) {
    const out: string[] = [];
    for (const term of terms) {
      const command = nativeText(term);
      const { code, stdout } = await commandOutput(command, ctx.baseDir);
      if (code !== 0) throw lookupFailure(`lookup_plugin.lines(${command}) returned ${code}`);
      out.push(
        ...stdout
          .replace(/\r?\n$/, '')
          .split(/\r\n|\r|\n/)
          .slice(0, stdout ? undefined : 0),
      );
    }
    return out;
  },
});
