/** What a setting's raw text is turned into. `null` leaves it as it is (a text loses one pair of quotes). */
export type SettingType =
  | null
  | 'bool'
  | 'int'
  | 'float'
  | 'string'
  | 'list'
  | 'none'
  | 'path'
  | 'pathlist'
  | 'pathspec'
  | 'tmppath'
  | 'tmp'
  | 'dict'
  | 'raw';

/** Said when an old entry is used. */
export interface SettingDeprecation {
  readonly why: string;
  readonly version?: string;
  readonly date?: string;
  readonly alternatives?: string;
  readonly collection?: string;
}

/** An environment variable, or an ini entry as "section.key". */
export type SettingEntry = string | { readonly name: string; readonly deprecated: SettingDeprecation };

export interface SettingExtra {
  readonly choices?: readonly string[];
  /** Variables (inventory, play) that set it; the last one that is set wins. */
  readonly vars?: readonly string[];
  /** Playbook keywords that set it. */
  readonly keyword?: readonly string[];
  /** Command line options that set it. */
  readonly cli?: readonly string[];
  readonly required?: boolean;
  readonly elements?: string;
  readonly deprecated?: SettingDeprecation;
}

/** A value that a setting may have. A float is a plain number: see `Settings.type`. */
export type SettingValue = null | boolean | number | string | SettingValue[] | Map<string, string>;

type DefaultValue = null | boolean | number | string | readonly unknown[] | Readonly<Record<string, string>>;

/** One row of a table: type, default, environment variables, ini entries, the rest. */
export type SettingRow = readonly [
  type: SettingType,
  fallback: DefaultValue,
  env: readonly SettingEntry[],
  ini: readonly SettingEntry[],
  extra?: SettingExtra,
];
