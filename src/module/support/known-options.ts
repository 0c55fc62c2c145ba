import { actionFailure } from './action-failure.ts';

/** Actions of the control side tell unknown options in their own words: "Invalid options for debug: foo, bar". */
export function refuseUnknown(action: string, params: object, known: readonly string[]): void {
  const off = Object.keys(params).filter((k) => !known.includes(k));
  if (off.length > 0) throw actionFailure(`Invalid options for ${action}: ${off.join(',')}`);
}
