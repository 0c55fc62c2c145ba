import type { Scope } from '../value/scope.ts';
import { asText } from '../value/text.ts';
import type { Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import type { Execution } from './execute.ts';

/**
 * The variables of a task, and under them what Ansible tells of the connection where nobody set it: `ansible_host` is
 * the host's address, `ansible_user` the user that the keywords or the command line name, and so on. Only the task's
 * own templates see these; `vars`, `hostvars` and loops do not.
 */
export class ConnectionScope implements Scope {
  constructor(
    private readonly below: Scope,
    private readonly run: RunContext,
    private readonly ex: Execution,
  ) {}
  get teller(): object | undefined {
    return this.below.teller;
  }
  get(name: string): Value | undefined {
    const v = this.below.get(name);
    return v === undefined && name.startsWith('ansible_') ? this.told(name) : v;
  }
  has(name: string): boolean {
    return this.below.has(name) || (name.startsWith('ansible_') && this.told(name) !== undefined);
  }
  names(): Iterable<string> {
    return this.below.names();
  }

  private told(name: string): Value | undefined {
    const { run, ex } = this;
    const { options, settings } = run;
    const delegate = this.delegate();
    const theirs = delegate?.scope.get(name);
    switch (name) {
      case 'ansible_host':
        return theirs ?? delegate?.name ?? (ex.host.implicit ? '127.0.0.1' : ex.host.address);
      case 'ansible_port':
        return theirs;
      case 'ansible_user':
        return (
          theirs ?? ex.task.get('remote_user') ?? options.remoteUser ?? this.setting('DEFAULT_REMOTE_USER')
        );
      case 'ansible_connection': {
        if (theirs !== undefined) return theirs;
        if (delegate) return delegate.name === 'localhost' ? 'local' : 'ssh';
        const kind =
          asText(ex.task.get('connection') ?? null) ??
          options.connection ??
          settings.text('DEFAULT_TRANSPORT');
        return kind === 'smart' ? 'ssh' : kind;
      }
      case 'ansible_timeout':
        return options.timeout ?? settings.int('DEFAULT_TIMEOUT');
      case 'ansible_private_key_file':
      case 'ansible_ssh_private_key_file':
        return options.privateKeyFile ?? this.setting('DEFAULT_PRIVATE_KEY_FILE');
      case 'ansible_shell_executable':
        return '/bin/sh';
      case 'ansible_shell_type':
        return 'sh';
      case 'ansible_pipelining':
      case 'ansible_ssh_pipelining':
        return settings.bool('ANSIBLE_PIPELINING');
      case 'ansible_module_compression':
        return 'ZIP_DEFLATED';
      default:
        return undefined;
    }
  }

  private setting(name: string): Value | undefined {
    const v = this.run.settings.get(name);
    return v === null || v === undefined || v === '' ? undefined : (v as Value);
  }

  /** The host that the task is handed to, once that is known. */
  private delegate(): { name: string; scope: { get(name: string): Value | undefined } } | undefined {
    const all = this.ex.scope.own.get('ansible_delegated_vars');
    if (!(all instanceof Map)) return undefined;
    for (const [name, scope] of all)
      if (scope instanceof Object && 'get' in scope)
        return { name: asText(name) ?? '', scope: scope as { get(name: string): Value | undefined } };
    return undefined;
  }
}
