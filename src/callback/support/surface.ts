import type { NoticeSink } from '../../errors/notices.ts';

/** What callbacks of the stdout kind need of the display, beyond notices. */
export interface DisplaySurface extends NoticeSink {
  display(message: string, options?: DisplayLine): void;
  banner(message: string, color?: string): void;
  /** Text in a colour (a colour's name, or a COLOR_* setting), where colours are on. */
  paint(text: string, color: string): string;
  readonly color: boolean;
  readonly columns: number;
}

export interface DisplayLine {
  readonly color?: string;
  readonly stderr?: boolean;
  /** Not on the screen, only in the log file. */
  readonly logOnly?: boolean;
  /** Not in the log file. */
  readonly screenOnly?: boolean;
  /** False: no line end is added. */
  readonly newline?: boolean;
}
