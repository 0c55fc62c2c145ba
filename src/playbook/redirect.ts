import { notices } from '../errors/notices.ts';
import type { ResolvedAction } from './context.ts';

const line = (type: 'modules' | 'action', action: ResolvedAction): void => {
  const r = action.redirect;
  if (r) notices().verbose(2, `redirecting (type: ${type}) ${r.from} to ${r.to}`);
};

/**
 * Tells at -vv that a name is redirected to another collection, as often as Ansible looks it up: once where a task is
 * loaded, once where a strategy looks at a task whose action plugin moved, and twice (of an action plugin three times)
 * for each call.
 */
export const redirects = {
  loaded(action: ResolvedAction): void {
    if (action.redirect) line(action.redirect.action ? 'action' : 'modules', action);
  },
  scheduled(action: ResolvedAction): void {
    if (action.redirect?.action) line('action', action);
  },
  called(action: ResolvedAction): void {
    if (!action.redirect) return;
    const types = action.redirect.action
      ? (['modules', 'action', 'action'] as const)
      : (['modules', 'modules'] as const);
    for (const type of types) line(type, action);
  },
};
