import type { Display } from '../callback/display.ts';
import type { Settings } from '../config/settings.ts';
import { loadInventory } from '../inventory/inventory.ts';
import { serveJobs } from '../run/job-server.ts';
import { PlaybookExecutor } from '../run/playbook-executor.ts';
import { DataLoader } from '../vault/data-loader.ts';
import { whenInterrupted } from './interrupt.ts';

/** Not for users: the process that a run starts for modules that are to outlive it (run/job-link.ts). */
export async function run(_argv: readonly string[], settings: Settings, _display: Display): Promise<number> {
  const loader = new DataLoader({ settings });
  const inventory = await loadInventory({ sources: ['localhost,'], settings, loader });
  const executor = new PlaybookExecutor({
    playbooks: [],
    inventory,
    settings,
    loader,
    // how each host is reached comes with its job
    options: {
      verbosity: 0,
      forks: 1,
      check: false,
      diff: false,
      tags: [],
      skipTags: [],
      startAtTask: undefined,
      step: false,
      forceHandlers: false,
      flushCache: false,
      syntaxOnly: false,
      limit: undefined,
      extraVars: new Map(),
      remoteUser: undefined,
      connection: undefined,
      timeout: undefined,
      privateKeyFile: undefined,
      sshCommonArgs: undefined,
      sshExtraArgs: undefined,
      sftpExtraArgs: undefined,
      scpExtraArgs: undefined,
      become: false,
      becomeUser: undefined,
      becomeMethod: undefined,
      connectionPassword: undefined,
      becomePassword: undefined,
      inventorySources: [],
    },
    emit: () => undefined,
    banner: (text) => text,
    hide: () => undefined,
  });
  whenInterrupted(() => executor.interrupt());
  await serveJobs(executor.run, process.stdin);
  return 0;
}
