import type { Display } from '../callback/display.ts';
import type { Settings } from '../config/settings.ts';
import type { ParsedArgs } from './options/spec.ts';

export async function runPlaybooks(
  _args: ParsedArgs,
  _settings: Settings,
  _display: Display,
): Promise<number> {
  throw new Error('no executor yet');
}
