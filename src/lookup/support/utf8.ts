import { utf8Fault } from '../../value/utf8-fault.ts';
import { lookupFailure } from './files.ts';

/** The text of a file that must be UTF-8; `prefix` begins the error, which is Python's. */
export function strictUtf8(data: Buffer, prefix: string): string {
  const text = data.toString('utf8');
  if (!text.includes('\ufffd') || Buffer.from(text).equals(data)) return text;
  const fault = utf8Fault(data);
  if (fault !== undefined) throw lookupFailure(`${prefix}${fault}`);
  return text;
}
