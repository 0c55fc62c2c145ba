import { PyError } from '../value/errors.ts';
import { shortTypeName, typeName } from '../value/type-name.ts';
import { PyObject, type Value } from '../value/types.ts';

/** What a filter or test raises for a value that it cannot take: Ansible's AnsibleFilterError. */
export const filterError = (message: string): PyError => new PyError('AnsibleFilterError', message);

/** The same where the type is wrong: Ansible reports it as a templating type error. */
export const filterTypeError = (message: string): PyError => new PyError('AnsibleFilterTypeError', message);

/** Ansible's plain error inside a template. */
export const ansibleError = (message: string): PyError => new PyError('AnsibleError', message);

const modules: Readonly<Record<string, string>> = {
  error: 're.error',
  AnsibleVaultError: 'ansible.parsing.vault.AnsibleVaultError',
  JSONDecodeError: 'json.decoder.JSONDecodeError',
  ParserError: 'yaml.parser.ParserError',
  ScannerError: 'yaml.scanner.ScannerError',
  ComposerError: 'yaml.composer.ComposerError',
  ConstructorError: 'yaml.constructor.ConstructorError',
  UndefinedError: 'jinja2.exceptions.UndefinedError',
  SecurityError: 'jinja2.exceptions.SecurityError',
  TemplateNotFound: 'jinja2.exceptions.TemplateNotFound',
  TemplatesNotFound: 'jinja2.exceptions.TemplatesNotFound',
  TemplateSyntaxError: 'jinja2.exceptions.TemplateSyntaxError',
  TemplateAssertionError: 'jinja2.exceptions.TemplateAssertionError',
  TemplateRuntimeError: 'jinja2.exceptions.TemplateRuntimeError',
  FilterArgumentError: 'jinja2.exceptions.FilterArgumentError',
  Error: 'binascii.Error',
  MissingSectionHeaderError: 'configparser.MissingSectionHeaderError',
  DuplicateSectionError: 'configparser.DuplicateSectionError',
  ParsingError: 'configparser.ParsingError',
  InterpolationSyntaxError: 'configparser.InterpolationSyntaxError',
};

/** Python's text for an exception's class: `<class 'ansible.errors.AnsibleError'>`. */
export function exceptionClass(pyType: string): string {
  const full = modules[pyType] ?? (pyType.startsWith('Ansible') ? `ansible.errors.${pyType}` : pyType);
  return `<class '${full}'>`;
}

/** Python's `str(type(value))`: `<class 'int'>`. */
export function classRepr(v: Value): string {
  if (typeName(v) === 'AnsibleUndefined') return "<class 'ansible.template.native_helpers.AnsibleUndefined'>";
  const module = v instanceof PyObject && v.typeModule ? `${v.typeModule}.` : '';
  return `<class '${module}${shortTypeName(v)}'>`;
}
