// biome-ignore-all lint/suspicious/noShadowRestrictedNames: named as in Python
import { str } from '../value/repr.ts';
import { escapeHtml } from '../value/text.ts';
import { Markup, type Value } from '../value/types.ts';

/** markupsafe.escape: Markup stays, anything else is escaped. */
export const escape = (v: Value): Markup => (v instanceof Markup ? v : new Markup(escapeHtml(str(v))));

/** Joins as `~` does under autoescape: escaped as soon as one part is Markup. */
export function markupJoin(values: readonly Value[]): Value {
  if (values.some((v) => v instanceof Markup)) return new Markup(values.map((v) => escape(v).text).join(''));
  return values.map(str).join('');
}
