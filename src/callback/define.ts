import type { RunEvent } from '../run/events.ts';
import type { Value } from '../value/types.ts';
import type { DisplaySurface } from './support/surface.ts';

/** What a callback gets when it is made. */
export interface CallbackContext {
  /** An option of the callback itself, by the name that its documentation has ("display_ok_hosts"). */
  setting(name: string): Value;
  /** A setting of ansible.cfg, by Ansible's name ("DIFF_CONTEXT"). */
  core(name: string): Value;
  /** Where a stdout callback writes. */
  readonly display: DisplaySurface;
  readonly verbosity: number;
  readonly checkMode: boolean;
  /** Arguments of the command line, for the lines that -vvvv prints. */
  readonly commandLine?: CommandLine | undefined;
}

export interface CommandLine {
  readonly positional: readonly string[];
  /** Options that have a value, by name. */
  readonly options: ReadonlyMap<string, Value>;
}

/** A callback: told every event, in order. */
export interface Callback {
  on(event: RunEvent): void;
}

export interface CallbackDefinition {
  /** 'stdout' ones print the run (one is active); 'notification' and 'aggregate' ones are enabled beside it. */
  readonly type: 'stdout' | 'notification' | 'aggregate';
  /** Off unless named in callbacks_enabled. */
  readonly needsEnabled?: boolean;
  readonly description: string;
  create(ctx: CallbackContext): Callback | Promise<Callback>;
}

export const defineCallback = (definition: CallbackDefinition): CallbackDefinition => definition;
