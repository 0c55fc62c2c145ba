import type { RunEvent } from '../run/events.ts';
import type { Value } from '../value/types.ts';

/** What a callback gets when it is made. */
export interface CallbackContext {
  /** A setting of the callback (ansible.cfg, environment), by its name in the settings table. */
  setting(name: string): Value;
  readonly verbosity: number;
  readonly checkMode: boolean;
}

/** A callback: told every event, in order. It writes through `notices().display`. */
export interface Callback {
  on(event: RunEvent): void;
}

export interface CallbackDefinition {
  /** 'stdout' ones print the run (one is active); 'notification' and 'aggregate' ones are enabled beside it. */
  readonly type: 'stdout' | 'notification' | 'aggregate';
  /** Off unless named in callbacks_enabled. */
  readonly needsEnabled?: boolean;
  readonly description: string;
  create(ctx: CallbackContext): Callback;
}

export const defineCallback = (definition: CallbackDefinition): CallbackDefinition => definition;
