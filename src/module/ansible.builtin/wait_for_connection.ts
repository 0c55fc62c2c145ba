import { setTimeout as sleep } from 'node:timers/promises';
import { ConnectionError } from '../../errors/ansible-error.ts';
import { notices } from '../../errors/notices.ts';
import type { Value } from '../../value/types.ts';
import { defineModule, ModuleFailure } from '../define.ts';
import { actionInt } from '../support/action-failure.ts';
import { refuseUnknown } from '../support/known-options.ts';

interface Params {
  readonly connect_timeout: Value;
  readonly delay: Value;
  readonly sleep: Value;
  readonly timeout: Value;
}

export default defineModule<Params>({
  shortDescription: 'Waits until the host can be reached and used',
  description: 'Tries to run a command on the host until one runs, or the time is over.',
  source: 'https://docs.ansible.com/ansible/2.14/collections/ansible/builtin/wait_for_connection_module.html',
  options: {
    connect_timeout: { type: 'raw', default: 5, description: 'Seconds that one try may take.' },
    delay: { type: 'raw', default: 0, description: 'Seconds to wait before the first try.' },
    sleep: { type: 'raw', default: 1, description: 'Seconds between two tries.' },
    timeout: { type: 'raw', default: 600, description: 'Seconds after which it gives up.' },
  },
  returns: {
    elapsed: { description: 'Seconds that it took.', returned: 'always', type: 'float', sample: 23.1 },
  },
  // Unknown options are told in this action's own words.
  anyArguments: true,
  supportsCheckMode: true,
  side: 'control',
  async run(ctx) {
    const given = ctx.params;
    refuseUnknown('wait_for_connection', given, ['connect_timeout', 'delay', 'sleep', 'timeout']);
    const p = {
      connect_timeout: actionInt(given.connect_timeout),
      delay: actionInt(given.delay),
      sleep: actionInt(given.sleep),
      timeout: actionInt(given.timeout),
    };
    const start = Date.now();
    const elapsed = (): number => Math.trunc((Date.now() - start) / 1000);
    if (ctx.checkMode) return { changed: false, elapsed: 0, skipped: true };
    if (p.delay > 0) await sleep(p.delay * 1000, undefined, { signal: ctx.signal });
    // nothing has to be done to begin anew: each try opens what is not open
    if ((await ctx.route?.actingHost())?.connection === 'local')
      notices().warning('Reset is not implemented for this connection');
    let last = '';
    for (;;) {
      try {
        notices().verbose(3, 'wait_for_connection: attempting ping module test');
        const r = await ctx.target.shell(':', { timeout: p.connect_timeout * 1000, signal: ctx.signal });
        if (r.rc === 0) return { changed: false, elapsed: elapsed() };
        last = r.timedOut ? `no answer in ${p.connect_timeout} seconds` : r.stderr.toString().trim();
      } catch (e) {
        if (!(e instanceof ConnectionError)) throw e;
        last = e.message;
      }
      if ((Date.now() - start) / 1000 >= p.timeout)
        throw new ModuleFailure(`timed out waiting for ping module test: ${last}`, { elapsed: elapsed() });
      await sleep(p.sleep * 1000, undefined, { signal: ctx.signal });
    }
  },
});
