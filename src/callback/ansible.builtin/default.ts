import { defineCallback } from '../define.ts';
import { DefaultCallback, resultStyle } from '../support/default-callback.ts';

export default defineCallback({
  type: 'stdout',
  description: 'Default Ansible screen output',
  create: async (ctx) => new DefaultCallback(ctx, await resultStyle(ctx)),
});
