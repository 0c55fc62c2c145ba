import { notices } from '../../errors/notices.ts';
import type { RunEvent } from '../../run/events.ts';
import { defineCallback } from '../define.ts';
import { DefaultCallback, resultStyle } from '../support/default-callback.ts';

/** As default, without the hosts and items that were skipped; headlines stand where nothing follows, too. */
class SkippyCallback extends DefaultCallback {
  override on(e: RunEvent): void {
    if (e.type !== 'runner_skipped' && e.type !== 'item_skipped') super.on(e);
  }
}

export default defineCallback({
  type: 'stdout',
  description: 'The default output without what was skipped',
  create: async (ctx) => {
    notices().deprecated(
      'ansible.posix.skippy has been deprecated. See the plugin documentation for more details',
      { date: '2022-06-01', collection: 'ansible.posix' },
    );
    return new SkippyCallback(ctx, await resultStyle(ctx));
  },
});
