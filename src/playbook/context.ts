import type { Settings } from '../config/settings.ts';
import { type ErrorDetails, ParserError } from '../errors/ansible-error.ts';
import { notices } from '../errors/notices.ts';
import type { Position } from '../errors/position.ts';
import type { Dict, Value } from '../value/types.ts';
import type { DataLoader } from '../vault/data-loader.ts';
import { positionOf } from '../yaml/positions.ts';
import type { Play } from './play.ts';
import type { Task } from './task.ts';

/** What loading needs of the templar. */
export interface LoadTemplar {
  template(value: Value, options?: { failOnUndefined?: boolean }): Promise<Value>;
  isTemplate(value: Value): boolean;
}

/** A name that a routing table (meta/runtime.yml, Ansible's own) sends to another collection. */
export interface Redirect {
  /** Whether a part on the control node ("action plugin") moved along with the module. */
  readonly action: boolean;
  readonly from: string;
  readonly to: string;
}

/** What an action name stands for. */
export interface ResolvedAction {
  readonly kind: 'native' | 'foreign' | 'runner';
  /** Full name, e.g. ansible.builtin.copy. */
  readonly fqcn: string;
  /** Path of a module in Python or another language. */
  readonly path?: string;
  /** Where the name went to another collection: what -vv tells at each use. */
  readonly redirect?: Redirect;
}

/** Knows which actions exist: our own modules, and those in library/ folders and collections. */
export interface ActionResolver {
  resolve(name: string, collections: readonly string[]): ResolvedAction | undefined;
  /** "Did you mean ..." for an action that is not known. */
  nearest(name: string): string | undefined;
  /** Modules, filters ... of a role or playbook folder come into reach. */
  addPluginDirs(path: string): void;
}

/** What the loaders share while a playbook is read. */
export interface LoadContext {
  readonly loader: DataLoader;
  readonly settings: Settings;
  readonly resolver: ActionResolver;
  /** -t and --skip-tags. */
  readonly onlyTags: readonly string[];
  readonly skipTags: readonly string[];
  hasLookup(name: string): boolean;
  /** A templar that sees what is known before any host: play and role variables, extra vars. */
  templar(play: Play | undefined, task?: Task, extra?: Map<string, Value>): Promise<LoadTemplar>;
}

export function positionIn(ds: Value | undefined): Position | undefined {
  return ds instanceof Map || Array.isArray(ds) ? positionOf(ds) : undefined;
}

/** A ParserError at the place of `ds`. */
export function parserError(message: string, ds?: Value | Position, details: ErrorDetails = {}): ParserError {
  const position =
    ds !== null && typeof ds === 'object' && !(ds instanceof Map) && 'file' in ds
      ? (ds as Position)
      : positionIn(ds as Value);
  return new ParserError(message, { position, ...details });
}

/** Python's name of a type in `<class '...'>`, as Ansible's messages show values that came from YAML. */
export function yamlTypeName(v: Value): string {
  if (v === null) return "<class 'NoneType'>";
  if (Array.isArray(v)) return "<class 'ansible.parsing.yaml.objects.AnsibleSequence'>";
  if (v instanceof Map) return "<class 'ansible.parsing.yaml.objects.AnsibleMapping'>";
  if (typeof v === 'string') return "<class 'ansible.parsing.yaml.objects.AnsibleUnicode'>";
  if (typeof v === 'boolean') return "<class 'bool'>";
  if (typeof v === 'number' || typeof v === 'bigint') return "<class 'int'>";
  return `<class '${v.typeName}'>`;
}

const warnedOld = new Set<string>();
/** Tells once that something is of an old release's language, in Ansible's form of a deprecation. */
export function oldLanguage(message: string, version?: string): void {
  if (warnedOld.has(message)) return;
  warnedOld.add(message);
  notices().deprecated(message, { version });
}

export const isDict = (v: Value | undefined): v is Dict => v instanceof Map;
