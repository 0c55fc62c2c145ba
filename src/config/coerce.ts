import { mkdtempSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { makeDirs } from './make-dirs.ts';
import { type Env, fullPath } from './paths.ts';
import { pyRepr } from './repr.ts';
import type { SettingType, SettingValue } from './setting.ts';

/** What a conversion needs to know beside the value. */
export interface CoerceContext {
  readonly cwd: string;
  readonly env: Env;
  /** The cfg file the value came from: relative paths start at its directory. */
  readonly file?: string | undefined;
}

const TRUE = new Set(['y', 'yes', 'on', '1', 'true', 't']);

/** One pair of equal quotes around a text is taken off. */
export const unquote = (s: string): string =>
  s.length > 1 && (s[0] === '"' || s[0] === "'") && s[0] === s.at(-1) && s.at(-2) !== '\\'
    ? s.slice(1, -1)
    : s;

const shown = (v: SettingValue): string =>
  typeof v === 'string'
    ? v
    : typeof v === 'boolean'
      ? v
        ? 'True'
        : 'False'
      : Array.isArray(v)
        ? `[${v.map((x) => (typeof x === 'string' ? `'${x}'` : shown(x))).join(', ')}]`
        : v instanceof Map
          ? '{...}'
          : String(v);

/** Throws a plain Error with Python's text for a value that does not fit; the caller says which setting it is. */
export function coerce(value: SettingValue, type: SettingType, ctx: CoerceContext): SettingValue {
  if (value === null) return null;
  const wrong = (as: string): Error => new Error(`Invalid type provided for "${as}": ${shown(value)}`);
  const path = (p: SettingValue, as: string): string => {
    if (typeof p !== 'string') throw wrong(as);
    return fullPath(
      p.replaceAll('{{CWD}}', ctx.cwd),
      ctx.file === undefined ? ctx.cwd : dirname(ctx.file),
      ctx.env,
    );
  };
  switch (type) {
    case 'bool':
      return typeof value === 'boolean' ? value : TRUE.has(shown(value).trim().toLowerCase());
    case 'int':
      return toInt(value);
    case 'float':
      return toFloat(value);
    case 'list':
      if (typeof value === 'string') return value.split(',').map((x) => unquote(x.trim()));
      if (!Array.isArray(value)) throw wrong('list');
      return value;
    case 'none':
      if (value !== 'None') throw wrong('None');
      return null;
    case 'path':
      return path(value, 'path');
    case 'tmp':
    case 'tmppath':
      return privateTmp(path(value, type));
    case 'pathspec':
    case 'pathlist': {
      const sep = type === 'pathspec' ? ':' : ',';
      const parts =
        typeof value === 'string' ? value.split(sep).map((x) => (sep === ',' ? x.trim() : x)) : value;
      if (!Array.isArray(parts)) throw wrong(type);
      return parts.map((p) => path(p, type));
    }
    case 'dict':
      if (!(value instanceof Map)) throw wrong('dictionary');
      return value;
    case 'string':
      if (Array.isArray(value) || value instanceof Map) throw wrong('string');
      return unquote(shown(value));
    default:
      return typeof value === 'string' ? unquote(value) : value;
  }
}

function toInt(value: SettingValue): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return Math.trunc(value);
  const text = shown(value);
  if (typeof value !== 'string' || !/^\s*[-+]?\d+(_\d+)*\s*$/.test(value))
    throw new Error(`invalid literal for int() with base 10: ${pyRepr(text)}`);
  return Number(value.replaceAll('_', ''));
}

function toFloat(value: SettingValue): number {
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'number') return value;
  const text = shown(value);
  const t = text
    .trim()
    .toLowerCase()
    .replaceAll(/(?<=\d)_(?=\d)/g, '');
  if (/^[-+]?(inf|infinity)$/.test(t)) return t.startsWith('-') ? -Infinity : Infinity;
  if (/^[-+]?nan$/.test(t)) return Number.NaN;
  if (!/^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/.test(t))
    throw new Error(`could not convert string to float: ${pyRepr(text)}`);
  return Number(t);
}

/** A directory of this process under `base`, mode 0700, removed when the process ends. */
function privateTmp(base: string): string {
  makeDirs(base, 0o700);
  const dir = mkdtempSync(join(base, `ansible-local-${process.pid}`));
  process.once('exit', () => rmSync(dir, { recursive: true, force: true }));
  return dir;
}
