import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { ParserError, UnexpectedError } from '../errors/ansible-error.ts';
import type { Position } from '../errors/position.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { typeName } from '../value/type-name.ts';
import type { Dict, Value } from '../value/types.ts';
import { findVarsFiles } from '../vars/host-group-vars.ts';
import { positionOfValue } from '../yaml/positions.ts';
import { isDict, type LoadContext, parserError, yamlTypeName } from './context.ts';
import type { Role } from './role.ts';

/** The main file of a role's folder, or `main` where asked for; null where there is none. */
export function mainFile(role: Role, folder: string, main: string | undefined): string | undefined {
  const dir = join(role.path, folder);
  const names =
    main === undefined
      ? ['main.yml', 'main.yaml', 'main', 'main.json']
      : [main, `${main}.yml`, `${main}.yaml`, `${main}.json`];
  for (const n of names) {
    const path = join(dir, n);
    if (existsSync(path) && statSync(path).isFile()) return path;
  }
  return undefined;
}

export function yamlFile(role: Role, folder: string, main: string | undefined, ctx: LoadContext): Value {
  const path = mainFile(role, folder, main);
  if (path) return ctx.loader.loadFile(path);
  // Ansible asks only where the folder is
  if (main !== undefined && existsSync(join(role.path, folder)))
    throw new ParserError(`Could not find specified file in role: ${folder}/${main}`, {
      position: { file: join(role.path, folder), line: 0, column: 0 },
    });
  return null;
}

/** `vars` and `defaults`: one file, or every file of a `main` folder, merged in order. */
export function varsFile(
  role: Role,
  folder: string,
  main: string | undefined,
  ctx: LoadContext,
): Map<string, Value> {
  const out = new Map<string, Value>();
  const take = (data: Value, file: string | undefined): void => {
    if (data === null) return;
    if (!isDict(data)) {
      throw parserError(
        `The ${folder}/main.yml file for role '${role.roleName}' must contain a dictionary of variables`,
        Array.isArray(data) || file === undefined ? data : { file, line: 1, column: 1 },
        // Ansible shows the place of a list only
        Array.isArray(data) ? {} : { hideExcerpt: true },
      );
    }
    for (const [k, v] of data) out.set(str(k), v);
  };
  const extensions = ctx.settings.list('YAML_FILENAME_EXTENSIONS');
  const dir = join(role.path, folder, main ?? 'main');
  if (existsSync(dir) && statSync(dir).isDirectory())
    for (const f of findVarsFiles(ctx.loader, join(role.path, folder), main ?? 'main', extensions))
      take(ctx.loader.loadFile(f), f);
  else take(yamlFile(role, folder, main, ctx), mainFile(role, folder, main));
  return out;
}

export function validationTask(role: Role, entry: string, spec: Dict): Dict {
  const options = spec.get('options') ?? new Map();
  const description = asText(spec.get('short_description') ?? '') ?? '';
  const name = `Validating arguments against arg spec '${entry}'${description ? ` - ${description}` : ''}`;
  const args: Dict = new Map<Value, Value>([
    ['argument_spec', options],
    ['provided_arguments', new Map([...role.params])],
    [
      'validate_args_context',
      new Map<Value, Value>([
        ['type', 'role'],
        ['name', role.roleName],
        ['argument_spec_name', entry],
        ['path', role.path],
      ]),
    ],
  ]);
  return new Map<Value, Value>([
    ['ansible.builtin.validate_argument_spec', args],
    ['name', name],
    ['tags', ['always']],
  ]);
}

/** What `argument_specs` says of an entry point; undefined where it says nothing. */
export function argumentSpec(role: Role, entry: string, ctx: LoadContext): Dict | undefined {
  let file: string | undefined;
  let specs: Value = role.metadata.argumentSpecs ?? null;
  for (const ext of ['.yml', '.yaml', '.json']) {
    const path = join(role.path, 'meta', `argument_specs${ext}`);
    if (!existsSync(path)) continue;
    file = path;
    const data = ctx.loader.loadFile(path);
    specs = isDict(data) ? (data.get('argument_specs') ?? null) : null;
    break;
  }
  file ??= mainFile(role, 'meta', undefined);
  const spec = specs === null ? null : entryOf(specs, entry, file);
  if (spec === null) return undefined;
  const description = isDict(spec) ? (spec.get('short_description') ?? '') : '';
  if (!isDict(spec)) throw noMapping(spec, `\`${entry}\` in argument_specs`, file);
  if (asText(description) === undefined)
    throw new UnexpectedError(
      `can only concatenate str (not "${yamlTypeName(description).replace(/^.*\.|^<class '|'>$/g, '')}") to str`,
      {
        position: positionOfValue(spec, 'short_description') ?? placeOf(file),
        hint: '`short_description` is a text.',
      },
    );
  return spec;
}

function entryOf(specs: Value, entry: string, file: string | undefined): Value {
  if (isDict(specs)) return specs.get(entry) ?? null;
  throw noMapping(specs, '`argument_specs`', file);
}

const placeOf = (file: string | undefined): Position | undefined =>
  file === undefined ? undefined : { file, line: 1, column: 1 };

const noMapping = (v: Value, what: string, file: string | undefined): UnexpectedError =>
  new UnexpectedError(
    `'${yamlTypeName(v).replace(/^.*\.|^<class '|'>$/g, '')}' object has no attribute 'get'`,
    { position: placeOf(file), hint: `${what} is a mapping; this is a ${typeName(v)}.` },
  );
