import { posix } from 'node:path';
import { AnsibleError } from '../../errors/ansible-error.ts';
import { bytesText } from '../../value/codecs.ts';
import { PyError } from '../../value/errors.ts';
import { asText } from '../../value/text.ts';
import { shortTypeName } from '../../value/type-name.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { actionFailure, notFoundFailure } from '../support/action-failure.ts';
import { quoteWords } from '../support/command.ts';
import { liveLines, outputLimit, tooMuchOutput } from '../support/lines.ts';
import { splitWords } from '../support/shell-words.ts';

interface ScriptParams {
  readonly _raw_params: string | null;
  readonly cmd: string | null;
  readonly chdir: string | null;
  readonly creates: string | null;
  readonly removes: string | null;
  readonly executable: string | null;
  readonly decrypt: boolean;
}

export default defineModule<ScriptParams>({
  shortDescription: 'Copies a script of the control node to the host and runs it there',
  description:
    'The script needs no runtime but its own interpreter. Arguments follow its path; they go through the shell of the session.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/script_module.html',
  options: {
    _raw_params: { description: 'Path of the script on the control node, then its arguments.' },
    cmd: { description: 'The same, where it is given as a parameter.' },
    chdir: { description: 'Absolute directory on the host to change to first.' },
    creates: { description: 'A path on the host; where it exists, the script does not run.' },
    removes: { description: 'A path on the host; where it does not exist, the script does not run.' },
    executable: { description: 'Name or path of the program that runs the script.' },
    decrypt: { type: 'bool', default: true, description: 'Decrypts a script that is kept in a vault.' },
  },
  returns: {
    rc: { description: 'Exit code.', returned: 'always', type: 'int', sample: 0 },
    stdout: { description: 'Standard output.', returned: 'always', type: 'str', sample: 'done\n' },
    stderr: { description: 'Standard error.', returned: 'always', type: 'str', sample: '' },
  },
  examples:
    '- ansible.builtin.script: /some/local/create_file.sh --some-argument 1234\n  args:\n    creates: /the/created/file.txt\n',
  freeForm: true,
  supportsCheckMode: true,
  supportsAsync: false,
  leniently: {},
  beforeArguments(args) {
    for (const name of ['creates', 'removes']) {
      const v = args.get(name) ?? null;
      if (v !== null && asText(v) === undefined)
        throw new PyError('TypeError', `expected string or bytes-like object, got '${shortTypeName(v)}'`);
    }
  },
  async run(ctx) {
    const { params: p, target } = ctx;
    const text = (ctx.freeForm ?? p._raw_params ?? p.cmd ?? '').trim();
    const there = async (path: string): Promise<boolean> =>
      (await target.stat(await target.expand(path))) !== undefined;
    if (p.creates && (await there(p.creates)))
      return { skipped: true, msg: `${p.creates} exists, matching creates option` };
    if (p.removes && !(await there(p.removes)))
      return { skipped: true, msg: `${p.removes} does not exist, matching removes option` };
    if (p.chdir && !posix.isAbsolute(p.chdir))
      throw actionFailure(`chdir ${p.chdir} must be an absolute path for a Unix-aware remote node`);
    let words: string[];
    try {
      words = splitWords(text);
    } catch (e) {
      throw new ModuleFailure((e as Error).message);
    }
    const name = words[0];
    if (name === undefined) throw new PyError('IndexError', 'list index out of range');
    const source = await ctx.files.find('files', name).catch((e: unknown) => {
      throw e instanceof AnsibleError ? notFoundFailure(e.message, { changed: false }) : e;
    });
    if (ctx.checkMode) {
      if (p.creates || p.removes) return { changed: true };
      return { skipped: true, msg: 'Check mode is not supported for this task.' };
    }
    const dir = await target.tempDir();
    try {
      const path = posix.join(dir, posix.basename(name));
      await target.upload(p.decrypt ? await ctx.files.plainFile(source) : source, path, { mode: 0o700 });
      // The path takes the place of the name, between its quotes if it has some; the rest keeps its own.
      const at = text.indexOf(name);
      const [before, after] = [text.slice(0, at), text.slice(at + name.length)];
      const command =
        at < 0
          ? quoteWords([path, ...words.slice(1)])
          : at === 0
            ? `${quoteWords([path])}${after}`
            : `${before}${path}${after}`;
      const run = `${p.executable ? `${p.executable} ` : ''}${command}`;
      const live = liveLines((line) => ctx.live(line));
      const r = await target.shell(p.chdir ? `cd ${quoteWords([p.chdir])} && ${run}` : run, {
        signal: ctx.signal,
        onStdout: live.onStdout,
        onStderr: live.onStderr,
        limit: outputLimit,
      });
      live.end();
      if (r.truncated) throw new ModuleFailure(tooMuchOutput, { rc: r.rc });
      const result = { changed: true, rc: r.rc, stdout: bytesText(r.stdout), stderr: bytesText(r.stderr) };
      return r.rc === 0
        ? result
        : { ...result, failed: true, msg: 'non-zero return code', exception: 'NoneType: None\n' };
    } finally {
      await target.removeTree(dir);
    }
  },
});
