import { defineModule, ModuleFailure } from '../define.ts';

/** As an exception of Ansible's module comes out. */
const crash = new ModuleFailure('MODULE FAILURE\nSee stdout/stderr for the exact error', {
  exception: 'Exception: boom\n',
  module_stdout: '',
  module_stderr: 'Exception: boom\n',
  rc: 1,
});

export default defineModule<{ readonly data: string }>({
  shortDescription: 'Answers pong where the host can be reached',
  description: 'Makes a connection and runs the least that can be run. It is no ICMP ping.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/ping_module.html',
  options: {
    data: { default: 'pong', description: 'What to answer; "crash" makes the module fail.' },
  },
  returns: { ping: { description: 'The value of data.', returned: 'success', type: 'str', sample: 'pong' } },
  supportsCheckMode: true,
  async run(ctx) {
    if (ctx.params.data === 'crash') throw crash;
    await ctx.target.shell(':');
    return { ping: ctx.params.data };
  },
});
