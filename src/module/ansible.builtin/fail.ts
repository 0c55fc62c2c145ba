import type { Value } from '../../value/types.ts';
import { defineModule } from '../define.ts';
import { refuseUnknown } from '../support/known-options.ts';

export default defineModule<{ readonly msg: Value }>({
  shortDescription: 'Fails with a message',
  description: 'Ends the play for the host, mostly together with `when`.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/fail_module.html',
  options: {
    msg: { type: 'raw', default: 'Failed as requested from task', description: 'The message.' },
  },
  anyArguments: true,
  supportsCheckMode: true,
  side: 'control',
  async run(ctx) {
    refuseUnknown('fail', ctx.params, ['msg']);
    return {
      failed: true,
      msg: ctx.rawParams.has('msg') ? ctx.rawParams.get('msg')! : 'Failed as requested from task',
    };
  },
});
