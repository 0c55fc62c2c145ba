import type { ModuleDefinition, OptionSpec } from '../define.ts';

/** The part of a module's definition that validation needs; sub-options have the same shape. */
export type ArgumentSpec = Pick<
  ModuleDefinition<never>,
  | 'options'
  | 'mutuallyExclusive'
  | 'requiredTogether'
  | 'requiredOneOf'
  | 'requiredIf'
  | 'requiredBy'
  | 'fileCommonArgs'
  | 'anyArguments'
>;

/** A spec made ready for look-ups; built once for each module. */
export interface CompiledSpec {
  readonly spec: ArgumentSpec;
  /** Own options, then those of fileCommonArgs. */
  readonly entries: ReadonlyArray<readonly [string, OptionSpec]>;
  readonly options: ReadonlyMap<string, OptionSpec>;
  readonly aliasOf: ReadonlyMap<string, string>;
  readonly hasNoLog: boolean;
  /** Options that an environment variable of the host may give. */
  readonly fromEnvironment: readonly string[];
}

/** The parameters that every file module shares, as Ansible's documentation fragment "files" lists them. */
export const fileCommonOptions: Readonly<Record<string, OptionSpec>> = {
  mode: {
    type: 'raw',
    description:
      'Permissions of the file: an octal number (quoted, or with a leading zero), or symbolic as chmod takes it (u+rwx,g=r). Without it a new file gets the umask, an old one keeps its mode.',
  },
  owner: { description: 'Name or number of the user that owns it, as chown takes it.' },
  group: { description: 'Name or number of the group that owns it, as chown takes it.' },
  seuser: { description: 'User part of the SELinux context; _default takes the part from the policy.' },
  serole: { description: 'Role part of the SELinux context; _default takes the part from the policy.' },
  selevel: {
    description: 'Level (MLS/MCS) part of the SELinux context; _default takes the part from the policy.',
  },
  setype: { description: 'Type part of the SELinux context; _default takes the part from the policy.' },
  attributes: {
    aliases: ['attr'],
    description: 'Attributes as chattr takes them, with = + - before the flags (= when none stands there).',
  },
  unsafe_writes: {
    type: 'bool',
    default: false,
    fallbackEnv: ['ANSIBLE_UNSAFE_WRITES'],
    description:
      'Allows writing into the file in place where it cannot be replaced by a rename (bind-mounted files in containers).',
  },
};

const compiled = new WeakMap<object, CompiledSpec>();

export function compileSpec(spec: ArgumentSpec): CompiledSpec {
  const known = compiled.get(spec);
  if (known !== undefined) return known;
  const options = new Map(Object.entries(spec.options));
  if (spec.fileCommonArgs) {
    for (const [name, option] of Object.entries(fileCommonOptions))
      if (!options.has(name)) options.set(name, option);
  }
  const aliasOf = new Map<string, string>();
  let hasNoLog = false;
  for (const [name, option] of options) {
    for (const alias of option.aliases ?? []) aliasOf.set(alias, name);
    hasNoLog ||= option.noLog === true;
  }
  const fromEnvironment = [...options].filter(([, o]) => o.fallbackEnv !== undefined).map(([name]) => name);
  const out = { spec, entries: [...options], options, aliasOf, hasNoLog, fromEnvironment };
  compiled.set(spec, out);
  return out;
}

const subSpecs = new WeakMap<OptionSpec, ArgumentSpec>();

/** The spec of an option's sub-options. */
export function subSpecOf(option: OptionSpec): ArgumentSpec {
  let sub = subSpecs.get(option);
  if (sub === undefined) {
    sub = {
      options: option.options ?? {},
      ...(option.mutuallyExclusive && { mutuallyExclusive: option.mutuallyExclusive }),
      ...(option.requiredTogether && { requiredTogether: option.requiredTogether }),
      ...(option.requiredOneOf && { requiredOneOf: option.requiredOneOf }),
      ...(option.requiredIf && { requiredIf: option.requiredIf }),
      ...(option.requiredBy && { requiredBy: option.requiredBy }),
    };
    subSpecs.set(option, sub);
  }
  return sub;
}
