import { defineCallback } from '../define.ts';

export default defineCallback({
  type: 'stdout',
  description: "Don't display stuff to screen",
  create: () => ({ on: () => {} }),
});
