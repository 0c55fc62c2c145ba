import { readFile } from 'node:fs/promises';
import { type FileStat, type Target, TargetError } from '../../../target/types.ts';
import type { PlainObject } from '../../../value/plain.ts';
import type { CopySource } from './source.ts';

const looksBinary = (data: Buffer): boolean => data.subarray(0, 8192).includes(0);

/** The content diff of Ansible's copy and template: before (the host's file) and after (the source), each at most `largest` bytes (0: any). */
export async function contentDiff(
  target: Target,
  dest: string,
  stat: FileStat | undefined,
  source: CopySource,
  largest: number,
): Promise<PlainObject> {
  const diff: Record<string, PlainObject[string]> = {};
  if (stat === undefined) diff['before'] = '';
  else if (largest > 0 && stat.size > largest) diff['dst_larger'] = largest;
  else {
    // what cannot be read (a directory, a link that leads nowhere) is told when it is to be replaced
    const before = await target.readFile(dest).catch((e: unknown) => {
      if (e instanceof TargetError) return undefined;
      throw e;
    });
    if (before === undefined) {
      if (stat.type === 'link') diff['before'] = '';
    } else if (looksBinary(before)) diff['dst_binary'] = 1;
    else {
      diff['before_header'] = dest;
      diff['before'] = before.toString();
    }
  }
  if (largest > 0 && source.size > largest) diff['src_larger'] = largest;
  else {
    const after = source.data ?? (await readFile(source.file!));
    if (looksBinary(after)) diff['src_binary'] = 1;
    else {
      diff['after_header'] = source.label;
      diff['after'] = after.toString();
    }
  }
  return diff;
}
