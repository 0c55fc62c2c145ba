import type { Value } from '../../value/types.ts';
import { PyFloat, UnsafeText } from '../../value/types.ts';
import { ModuleFailure } from '../define.ts';

/** One image of the manifests, merged and checked. */
export interface ImageSpec {
  readonly name: string;
  readonly arch: string;
  readonly type: string;
  readonly extension: string;
  readonly distro: string;
  readonly elements: readonly string[];
  readonly options: readonly string[];
  readonly packages: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly skipBase: boolean;
  readonly dockerTarget: string | undefined;
}

export type RawImage = Map<string, Value>;

const listKeys = ['elements', 'options', 'packages'] as const;

const str = (v: Value | undefined): string | undefined =>
  typeof v === 'string' ? v : v instanceof UnsafeText ? v.text : undefined;
const isNone = (v: Value | undefined): v is null | undefined => v === undefined || v === null;

/** Python's name of a value's type, for messages. */
export function typeName(v: Value): string {
  if (v === null) return 'NoneType';
  if (typeof v === 'boolean') return 'bool';
  if (typeof v === 'number' || typeof v === 'bigint') return 'int';
  if (typeof v === 'string') return 'str';
  if (Array.isArray(v)) return 'list';
  if (v instanceof Map) return 'dict';
  return v instanceof PyFloat ? 'float' : v.typeName;
}

/**
 * The images of several manifests, merged by `imagename` in the order in which they first appear: lists are extended,
 * `environment` is updated, other keys count where they are new. `only` passes over images of other names.
 */
export function mergeManifests(
  files: ReadonlyArray<{ readonly path: string; readonly data: Value }>,
  only: readonly string[] | undefined,
): RawImage[] {
  const images = new Map<string, RawImage>();
  for (const { path, data } of files) {
    const list = data instanceof Map ? data.get('disk_images') : undefined;
    if (!(data instanceof Map))
      throw new ModuleFailure(
        `${path}: a manifest must be a dict with the key 'disk_images', not ${typeName(data)}`,
      );
    if (!Array.isArray(list) || list.length === 0)
      throw new ModuleFailure(`${path}: no images are listed under 'disk_images'`);
    for (const item of list) {
      if (!(item instanceof Map))
        throw new ModuleFailure(`${path}: each of 'disk_images' must be a dict, not ${typeName(item)}`);
      const name = item.get('imagename');
      if (isNone(name)) throw new ModuleFailure('imagename is required');
      const text = str(name);
      if (text === undefined || text === '' || text.includes('\0'))
        throw new ModuleFailure(`${path}: imagename must be a text, not ${typeName(name)}`);
      if (only !== undefined && !only.includes(text)) continue;
      const entry = new Map([...item].map(([k, v]) => [String(k), v]));
      const known = images.get(text);
      if (known === undefined) images.set(text, copyOf(entry));
      else merge(known, entry, `${path}: image ${text}`);
    }
  }
  return [...images.values()];
}

const copyOf = (image: RawImage): RawImage =>
  new Map([...image].map(([k, v]) => [k, Array.isArray(v) ? [...v] : v instanceof Map ? new Map(v) : v]));

function merge(known: RawImage, item: RawImage, where: string): void {
  for (const key of listKeys) {
    const more = item.get(key);
    if (isNone(more) || (Array.isArray(more) && more.length === 0)) continue;
    const old = known.get(key);
    if (!Array.isArray(more))
      throw new ModuleFailure(`${where}: ${key} must be a list, not ${typeName(more)}`);
    if (!known.has(key)) known.set(key, [...more]);
    else if (Array.isArray(old)) old.push(...more);
    else throw new ModuleFailure(`${where}: ${key} must be a list, not ${typeName(old ?? null)}`);
  }
  const env = item.get('environment');
  const oldEnv = known.get('environment');
  if (env instanceof Map && oldEnv instanceof Map) for (const [k, v] of env) oldEnv.set(k, v);
  for (const [k, v] of item) if (!known.has(k)) known.set(k, v instanceof Map ? new Map(v) : v);
}

function texts(image: RawImage, key: string, name: string): string[] {
  const v = image.get(key);
  if (isNone(v)) return [];
  if (!Array.isArray(v)) throw new ModuleFailure(`image ${name}: ${key} must be a list, not ${typeName(v)}`);
  return v.map((x) => {
    const t = str(x);
    if (t === undefined)
      throw new ModuleFailure(`image ${name}: each of ${key} must be a text, not ${typeName(x)}`);
    return t;
  });
}

function environment(image: RawImage, name: string): Record<string, string> {
  const v = image.get('environment');
  if (isNone(v)) return {};
  if (!(v instanceof Map))
    throw new ModuleFailure(`image ${name}: environment must be a dict, not ${typeName(v)}`);
  const out: Record<string, string> = {};
  for (const [k, value] of v) {
    const key = str(k);
    const t = str(value);
    if (key === undefined || key === '' || /[=\0]/.test(key))
      throw new ModuleFailure(`image ${name}: environment: '${String(k)}' is no name of a variable`);
    if (t === undefined || t.includes('\0'))
      throw new ModuleFailure(
        `image ${name}: environment: ${key}: str expected, not ${typeName(value)} (quote it in the manifest)`,
      );
    out[key] = t;
  }
  return out;
}

/** Checks one merged image and fills in what it leaves out. `machineArch` is the host's, in diskimage-builder's spelling. */
export function imageSpec(image: RawImage, machineArch: string): ImageSpec {
  const name = str(image.get('imagename')) as string;
  const one = (key: string, missing: string): string => {
    const v = image.get(key);
    if (v === undefined) return missing;
    const t = str(v);
    if (t === undefined) throw new ModuleFailure(`image ${name}: ${key} must be a text, not ${typeName(v)}`);
    return t;
  };
  const type = one('type', 'qcow2');
  if (isNone(image.get('distro'))) throw new ModuleFailure('distro is required');
  if (one('builder', 'dib') !== 'dib') throw new ModuleFailure('Unknown image builder type');
  const skip = image.get('skip_base');
  const target = image.get('docker_target');
  return {
    name,
    arch: one('arch', machineArch),
    type,
    extension: one('imageext', type),
    distro: one('distro', ''),
    elements: texts(image, 'elements', name),
    options: texts(image, 'options', name),
    packages: texts(image, 'packages', name),
    environment: environment(image, name),
    skipBase: skip === true || skip === 1 || /^\s*(1|t|true|on|y|yes)\s*$/i.test(str(skip) ?? ''),
    dockerTarget: isNone(target) || target === '' ? undefined : one('docker_target', ''),
  };
}

/** diskimage-builder's name of a machine that `uname -m` tells. */
export const dibArch = (machine: string): string => (machine === 'x86_64' ? 'amd64' : machine);
