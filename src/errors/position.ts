/** A place in a source file. `line` and `column` count from 1, as Ansible prints them; 0 means unknown. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}
