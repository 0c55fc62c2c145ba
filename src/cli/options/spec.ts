/** One option of a command, as argparse describes it. */
export interface OptionDef {
  /** All spellings, in order: the first is shown in the usage line. */
  readonly flags: readonly string[];
  /** Spellings that work and are not shown (later releases have them). */
  readonly moreFlags?: readonly string[];
  /** Where its value goes. */
  readonly dest: string;
  /** 'value' takes one argument (the last wins), 'append' collects, 'flag' and 'count' take none. */
  readonly action: 'value' | 'append' | 'flag' | 'count' | 'help' | 'version';
  readonly type?: 'int';
  readonly metavar?: string;
  readonly help: string;
  /** Section of the help; left out: "options". */
  readonly group?: string;
  /** Options with the same name here exclude each other. */
  readonly exclusive?: string;
}

export interface PositionalDef {
  readonly dest: string;
  readonly help: string;
}

export interface CommandSpec {
  readonly program: string;
  readonly description: string;
  readonly options: readonly OptionDef[];
  /** One or more words. */
  readonly positional: PositionalDef;
  /** Sections after "options", with what stands below their title. */
  readonly groups: Readonly<Record<string, string>>;
}

export type OptionValue = string | number | boolean | readonly string[];

/** What the command line says: only options that were given. */
export interface ParsedArgs {
  readonly given: ReadonlyMap<string, OptionValue>;
  readonly positionals: readonly string[];
}

/** Ends the program without error: --help and --version. */
export class ExitRequest {
  constructor(readonly what: 'help' | 'version') {}
}

/** A wrong command line: usage, this text, and exit code 2. */
export class UsageError extends Error {}
