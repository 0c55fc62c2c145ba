import { evaluation } from '../evaluation.ts';

/** The control node's environment variables, as the templar in force knows them. */
export const environmentVariables = (): Readonly<Record<string, string | undefined>> =>
  evaluation()?.frame?.templar.environment.env ?? {};
