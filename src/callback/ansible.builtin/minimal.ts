import { defineCallback } from '../define.ts';
import { MinimalCallback } from '../support/adhoc.ts';
import { resultStyle } from '../support/default-callback.ts';

export default defineCallback({
  type: 'stdout',
  description: 'Minimal Ansible screen output',
  create: async (ctx) => new MinimalCallback(ctx, await resultStyle(ctx)),
});
