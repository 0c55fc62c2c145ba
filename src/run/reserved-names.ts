import { notices } from '../errors/notices.ts';
import { blockKeywords, playKeywords, taskKeywords } from '../playbook/keywords.ts';
import type { Scope } from '../value/scope.ts';

/** Names that mean something to Ansible: keywords, and what templates may call. */
function reservedNames(): Set<string> {
  const names = new Set([playKeywords, blockKeywords, taskKeywords].flatMap((table) => Object.keys(table)));
  for (const name of ['async_val', 'local_action', 'loop_with', 'with_']) names.add(name);
  for (const name of ['cycler', 'dict', 'joiner', 'lipsum', 'lookup', 'namespace']) names.add(name);
  for (const name of ['now', 'q', 'query', 'range', 'undef']) names.add(name);
  names.delete('vars');
  return names;
}

let reserved: ReadonlySet<string> | undefined;

/** Warns of variables that bear such a name: it is told when a play begins, of what the play knows without a host. */
export function warnIfReserved(scope: Scope): void {
  reserved ??= reservedNames();
  for (const name of scope.names())
    if (reserved.has(name)) notices().warning(`Found variable using reserved name: ${name}`);
}
