import { decodeBytes } from './codecs.ts';
import { PyBytes } from './containers.ts';
import { PyError, typeError, valueError } from './errors.ts';
import { iterate } from './iterate.ts';
import type { Impl, MethodTable } from './method.ts';
import { asInt } from './number.ts';
import { strMethods } from './str-methods.ts';
import { type Text, textOf } from './text.ts';
import { typeName } from './type-name.ts';
import { Tuple, UnsafeText, type Value } from './types.ts';

const B = (v: Value): PyBytes => v as PyBytes;
/** Bytes as a text of the same length, and back. */
const latin = (v: Value): string => Buffer.from(B(v).data).toString('latin1');
const make = (self: Value, s: string): PyBytes => new PyBytes(Buffer.from(s, 'latin1'), B(self).unsafe);
const textArg = (v: Value | undefined, orElse: string): string =>
  v === undefined ? orElse : textOf(v as Text);

function bytesArg(v: Value | undefined): Value {
  if (v instanceof PyBytes) return latin(v);
  if (v instanceof Tuple) return Tuple.from(v, bytesArg) as Tuple;
  if (v === null || asInt(v ?? null) !== undefined) return v!;
  throw typeError(`a bytes-like object is required, not '${typeName(v ?? null)}'`);
}

const back = (self: Value, r: Value): Value => {
  if (typeof r === 'string') return make(self, r);
  if (r instanceof Tuple) return Tuple.from(r, (x) => back(self, x)) as Tuple;
  return Array.isArray(r) ? r.map((x) => back(self, x)) : r;
};

/** The method of str on bytes; what is no ASCII letter stays as it is. */
const like = (name: string): readonly [(typeof strMethods)[string][0], Impl] => {
  const [spec, impl] = strMethods[name]!;
  return [
    spec,
    (self, args, kw) =>
      back(
        self,
        impl(
          latin(self),
          args.map((a) => (a === undefined ? undefined : bytesArg(a))),
          kw,
        ),
      ),
  ];
};
const ascii =
  (f: (s: string) => string): Impl =>
  (self) =>
    make(self, f(latin(self)));
const upper = (s: string): string => s.replace(/[a-z]+/g, (c) => c.toUpperCase());
const lower = (s: string): string => s.replace(/[A-Z]+/g, (c) => c.toLowerCase());
const test =
  (re: RegExp): Impl =>
  (self) =>
    re.test(latin(self));
const padded = (name: string): readonly [(typeof strMethods)[string][0], Impl] => {
  const [spec, impl] = strMethods[name]!;
  return [
    spec,
    (self, [width, fill]) => {
      if (fill !== undefined && !(fill instanceof PyBytes && fill.data.length === 1))
        throw typeError(`${name}() argument 2 must be a byte string of length 1, not ${typeName(fill)}`);
      return back(self, impl(latin(self), [width, fill === undefined ? undefined : latin(fill)], new Map()));
    },
  ];
};

const affix = (name: string): readonly [(typeof strMethods)[string][0], Impl] => {
  const [spec, impl] = like(name);
  return [
    spec,
    (self, args, kw) => {
      const [x] = args;
      if (!(x instanceof PyBytes || x instanceof Tuple))
        throw typeError(`${name} first arg must be bytes or a tuple of bytes, not ${typeName(x ?? null)}`);
      return impl(self, args, kw);
    },
  ];
};
const finder = (name: string): readonly [(typeof strMethods)[string][0], Impl] => {
  const [spec, impl] = like(name);
  return [
    spec,
    (self, args, kw) => {
      const [x, ...rest] = args;
      const byte = asInt(x ?? null);
      if (byte === undefined && !(x instanceof PyBytes))
        throw typeError(`argument should be integer or bytes-like object, not '${typeName(x ?? null)}'`);
      try {
        return impl(self, [byte === undefined ? x : new PyBytes(Uint8Array.of(Number(byte))), ...rest], kw);
      } catch (e) {
        if (e instanceof PyError && e.pyType === 'ValueError') throw valueError('subsection not found');
        throw e;
      }
    },
  ];
};

/** The methods of bytes. */
export const bytesMethods: MethodTable = {
  decode: [
    'Kencoding,errors',
    (self, [enc, errors]) => {
      const s = decodeBytes(B(self).data, textArg(enc, 'utf-8'), textArg(errors, 'strict'));
      return B(self).unsafe ? new UnsafeText(s) : s;
    },
  ],
  hex: ['V', (self) => Buffer.from(B(self).data).toString('hex')],
  upper: ['N', ascii(upper)],
  lower: ['N', ascii(lower)],
  capitalize: ['N', ascii((s) => upper(s.slice(0, 1)) + lower(s.slice(1)))],
  swapcase: ['N', ascii((s) => s.replace(/[a-zA-Z]/g, (c) => (c < 'a' ? lower(c) : upper(c))))],
  title: ['N', ascii((s) => lower(s).replace(/[a-z]+/g, (w) => upper(w[0]!) + w.slice(1)))],
  isdigit: ['N', test(/^[0-9]+$/)],
  isalpha: ['N', test(/^[A-Za-z]+$/)],
  isalnum: ['N', test(/^[A-Za-z0-9]+$/)],
  isspace: ['N', test(/^[\t-\r ]+$/)],
  isupper: ['N', test(/^[^a-z]*[A-Z][^a-z]*$/)],
  islower: ['N', test(/^[^A-Z]*[a-z][^A-Z]*$/)],
  isascii: ['N', (self) => B(self).data.every((b) => b < 128)],
  join: [
    'O',
    (self, [list]) =>
      make(
        self,
        Array.from(iterate(list!), (x, i) => {
          if (!(x instanceof PyBytes))
            throw typeError(`sequence item ${i}: expected a bytes-like object, ${typeName(x)} found`);
          return latin(x);
        }).join(latin(self)),
      ),
  ],
  center: padded('center'),
  ljust: padded('ljust'),
  rjust: padded('rjust'),
  zfill: like('zfill'),
  strip: like('strip'),
  lstrip: like('lstrip'),
  rstrip: like('rstrip'),
  startswith: affix('startswith'),
  endswith: affix('endswith'),
  find: finder('find'),
  rfind: finder('rfind'),
  index: finder('index'),
  rindex: finder('rindex'),
  count: finder('count'),
  replace: like('replace'),
  split: like('split'),
  rsplit: like('rsplit'),
  splitlines: like('splitlines'),
  partition: like('partition'),
  rpartition: like('rpartition'),
  removeprefix: like('removeprefix'),
  removesuffix: like('removesuffix'),
  expandtabs: like('expandtabs'),
};
