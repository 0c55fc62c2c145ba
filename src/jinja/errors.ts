import { PyError } from '../value/errors.ts';

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
