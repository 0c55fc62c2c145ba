import type { ConnectionInfo } from '../types.ts';

/** What a connection's command line is made of. */
export interface Wrapping {
  readonly info: ConnectionInfo;
  /** An option of the plugin, as variables, environment and settings give it; undefined where it is empty. */
  option(name: string): string | undefined;
  /** The user to log in as, alone in a list; empty where nobody is named. */
  readonly user: readonly string[];
}

/** Makes the argument list that opens a shell somewhere else. */
export type Build = (w: Wrapping) => string[];

/** A flag with the value of an option; nothing where that is not set. */
export const flag = (name: string, value: string | undefined): string[] =>
  value === undefined ? [] : [name, value];
