import { PyError } from '../value/errors.ts';
import type { Frame } from './frame.ts';

/** jinja2.TemplateSyntaxError (or its kin TemplateAssertionError): `message`, `lineno`, template name. */
export function syntaxError(
  message: string,
  line: number,
  name: string | null,
  kind: 'TemplateSyntaxError' | 'TemplateAssertionError' = 'TemplateSyntaxError',
): PyError {
  const e = new PyError(kind, message);
  e.lineno = line;
  if (name !== null) e.templateName = name;
  return e;
}

/** jinja2.TemplateRuntimeError. */
export const runtimeError = (message: string): PyError => new PyError('TemplateRuntimeError', message);

/** Puts the place where a frame was on an error that does not know its own yet. */
export function locate(e: unknown, f: Frame, name: string | null): void {
  if (!(e instanceof PyError) || e.lineno !== undefined || f.at === undefined) return;
  e.lineno = f.at.line;
  e.offset = f.at.pos;
  if (name !== null) e.templateName ??= name;
}
