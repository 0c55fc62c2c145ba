import type { Value } from '../value/types.ts';

/** Tags as written (a text with commas, numbers, lists of them) as one list of texts. */
export function tagList(value: Value | undefined): string[] {
  if (value === undefined || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((v) => tagList(v));
  const text = typeof value === 'object' && 'text' in value ? String(value.text) : String(value);
  return text.split(',').map((t) => t.trim());
}

/**
 * Whether a task with these tags runs under -t and --skip-tags, with the special tags always, never, all, tagged,
 * untagged. Source: Ansible's user guide, "Tags".
 */
export function tagsSelected(
  tags: readonly string[],
  only: readonly string[],
  skip: readonly string[],
): boolean {
  const own = new Set(tags.length > 0 ? tags : ['untagged']);
  const untagged = tags.length === 0;
  const any = (list: readonly string[]): boolean => list.some((t) => own.has(t));
  let run = true;
  if (only.length > 0) {
    run =
      own.has('always') ||
      (only.includes('all') && !own.has('never')) ||
      any(only) ||
      (only.includes('tagged') && !untagged && !own.has('never'));
  }
  if (run && skip.length > 0) {
    if (skip.includes('all')) {
      if (!own.has('always') || skip.includes('always')) run = false;
    } else if (any(skip) || (skip.includes('tagged') && !untagged)) run = false;
  }
  return run;
}
