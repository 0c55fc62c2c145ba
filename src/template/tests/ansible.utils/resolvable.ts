import { spawnSync } from 'node:child_process';
import { defineTest } from '../../../jinja/define.ts';
import { asText } from '../../../value/text.ts';
import { isUndefined } from '../../../value/undefined.ts';

export default defineTest({
  doc: 'The system resolves the host name or address (asked through getent, for 10 seconds at most).',
  signature: '_resolvable(host)',
  volatile: true,
  run(_ctx, host) {
    if (isUndefined(host!)) return host.fail();
    const name = asText(host!);
    if (!name || name.startsWith('-')) return false;
    return spawnSync('getent', ['ahosts', name], { stdio: 'ignore', timeout: 10_000 }).status === 0;
  },
});
