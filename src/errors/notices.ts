/**
 * Where every room says what is no error: warnings, deprecations, verbose lines. The command line sets the sink
 * (callback/display); a test sets its own. Before one is set, nothing is printed but all is kept and handed on.
 */
export interface DeprecationDetails {
  /** The release that removes it, as Ansible prints it ("2.17"). */
  readonly version?: string | undefined;
  readonly date?: string | undefined;
  readonly collection?: string | undefined;
  readonly removed?: boolean;
}

export interface NoticeSink {
  /** "[WARNING]: ..." once for each text. `formatted` texts are not wrapped. */
  warning(message: string, formatted?: boolean): void;
  /** "[DEPRECATION WARNING]: ..." once for each text. */
  deprecated(message: string, details: DeprecationDetails): void;
  /** A line shown from the given verbosity on (1 = -v); `host` is put before it as `<host> `. */
  verbose(level: number, message: string, host?: string): void;
  /** A plain line on stdout, as Display.display prints it. */
  display(
    message: string,
    options?: {
      color?: string;
      stderr?: boolean;
      logOnly?: boolean;
      screenOnly?: boolean;
      newline?: boolean;
    },
  ): void;
  /** "ERROR! ..." style line on stderr; wrapped unless `wrap` is false. */
  error(message: string, wrap?: boolean): void;
  /** The verbosity in force, 0 to 6. */
  readonly verbosity: number;
  /** Writes all that waits: before another writes to the terminal. */
  flush?(): void;
}

class PendingSink implements NoticeSink {
  readonly kept: Array<(sink: NoticeSink) => void> = [];
  readonly verbosity = 0;
  warning(message: string, formatted?: boolean): void {
    this.kept.push((s) => s.warning(message, formatted));
  }
  deprecated(message: string, details: DeprecationDetails): void {
    this.kept.push((s) => s.deprecated(message, details));
  }
  verbose(level: number, message: string, host?: string): void {
    this.kept.push((s) => s.verbose(level, message, host));
  }
  display(message: string, options?: { color?: string; stderr?: boolean }): void {
    this.kept.push((s) => s.display(message, options));
  }
  error(message: string, wrap?: boolean): void {
    this.kept.push((s) => s.error(message, wrap));
  }
}

let sink: NoticeSink = new PendingSink();

/** Sets the sink and hands it what was said before. Returns the sink that was in place. */
export function setNoticeSink(next: NoticeSink): NoticeSink {
  const before = sink;
  sink = next;
  if (before instanceof PendingSink) for (const replay of before.kept) replay(next);
  return before;
}

let inForce: object | undefined;

/** For whom things are said just now: Ansible's worker processes do not know what other ones have said before. */
export const teller = (): object | undefined => inForce;

/** Runs `f`, which does not wait, for one execution of a task: a warning is told once in each of them. */
export function tellingFor<T>(who: object | undefined, f: () => T): T {
  const before = inForce;
  inForce = who;
  try {
    return f();
  } finally {
    inForce = before;
  }
}

/** The sink in force; always ask anew, never keep it. */
export const notices = (): NoticeSink => sink;
