import type { Value } from '../value/types.ts';

/** What the command line asks of a run, after settings were taken into account. */
export interface RunOptions {
  /** 0 to 6. */
  readonly verbosity: number;
  readonly forks: number;
  readonly check: boolean;
  readonly diff: boolean;
  readonly tags: readonly string[];
  readonly skipTags: readonly string[];
  readonly startAtTask: string | undefined;
  readonly step: boolean;
  readonly forceHandlers: boolean;
  readonly flushCache: boolean;
  readonly syntaxOnly: boolean;
  /** Lines of running commands are shown as they come, in the form that this gives them; undefined: they are not. */
  readonly live?: ((line: string) => string) | undefined;
  /** -l; undefined where not given. */
  readonly limit: string | undefined;
  /** -e, merged in order. */
  readonly extraVars: Map<string, Value>;
  /** -u, -c, -T, --private-key, --ssh-common-args and kin; undefined where not given on the command line. */
  readonly remoteUser: string | undefined;
  readonly connection: string | undefined;
  readonly timeout: number | undefined;
  readonly privateKeyFile: string | undefined;
  readonly sshCommonArgs: string | undefined;
  readonly sshExtraArgs: string | undefined;
  readonly sftpExtraArgs: string | undefined;
  readonly scpExtraArgs: string | undefined;
  /** -b; become_user/method undefined where not given. */
  readonly become: boolean;
  readonly becomeUser: string | undefined;
  readonly becomeMethod: string | undefined;
  /** Asked by -k, -K or read from --connection-password-file, --become-password-file. */
  readonly connectionPassword: string | undefined;
  readonly becomePassword: string | undefined;
  /** Asks a question (--step, vars_prompt, the debugger); the answer is undefined where the input has ended. */
  readonly prompt?:
    | ((text: string, options: { readonly private: boolean }) => Promise<string | undefined>)
    | undefined;
  /** -i as given, for the magic variable inventory_sources. */
  readonly inventorySources: readonly string[];
}
