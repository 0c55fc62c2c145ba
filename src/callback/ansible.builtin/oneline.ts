import { defineCallback } from '../define.ts';
import { OnelineCallback } from '../support/adhoc.ts';
import { resultStyle } from '../support/default-callback.ts';

export default defineCallback({
  type: 'stdout',
  description: 'Ansible screen output with one line a result',
  create: async (ctx) => new OnelineCallback(ctx, await resultStyle(ctx)),
});
