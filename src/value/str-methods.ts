import { encodeText } from './codecs.ts';
import { PyBytes } from './containers.ts';
import { dictGet, isDict, toDict } from './dict.ts';
import { stripTags, unescapeHtml } from './html-text.ts';
import { length } from './iterate.ts';
import type { MethodTable } from './method.ts';
import { add, contains } from './operators.ts';
import { subscript } from './protocol.ts';
import { str } from './repr.ts';
import { arg, argument, argumentType, int, like, selfText, text } from './str-arguments.ts';
import { capitalize, charClass, isClass, isTitle, title } from './str-case.ts';
import { strFormat } from './str-format.ts';
import { expandTabs, pad, zfill } from './str-layout.ts';
import { join, makeTrans, replace, translate } from './str-replace.ts';
import { affix, count, index, partition, search } from './str-search.ts';
import { rsplit, split, splitLines, splitMethod, stripMethod } from './str-split.ts';
import { chars, likeText, type Text } from './text.ts';
import { Markup, UnsafeText, type Value } from './types.ts';

/** The methods of str. */
export const strMethods: MethodTable = {
  capitalize: ['N', (self) => like(self, capitalize(selfText(self)))],
  casefold: [
    'N',
    (self) =>
      likeText(
        self instanceof Markup ? '' : (self as Text),
        selfText(self).toLowerCase().replaceAll('ß', 'ss').replaceAll('ς', 'σ'),
      ),
  ],
  center: ['P1-2', pad('center', 'both')],
  count: ['T1-3', count],
  encode: [
    'Kencoding,errors',
    (self, [enc, errors]) => {
      const encoding = enc === undefined ? 'utf-8' : text(enc, argument('encode', 'encoding'));
      const onError = errors === undefined ? 'strict' : text(errors, argument('encode', 'errors'));
      return new PyBytes(
        encodeText(selfText(self), encoding.replace(/^$/, 'utf-8'), onError),
        self instanceof UnsafeText,
      );
    },
  ],
  endswith: ['T1-3', affix('endswith', (s, x) => s.endsWith(x))],
  expandtabs: ['Ktabsize', expandTabs],
  find: ['T1-3', (self, a) => search(self, a, false)],
  format: ['V', (self, a, kw) => strFormat(self as Text, a as Value[], kw)],
  format_map: [
    'O',
    (self, [m]) =>
      strFormat(self as Text, [], (name) => (isDict(m!) ? dictGet(toDict(m), name) : subscript(m!, name))),
  ],
  index: ['T1-3', index(false)],
  isalnum: ['N', isClass('alnum')],
  isalpha: ['N', isClass('alpha')],
  isascii: ['N', (self) => /^[\x00-\x7f]*$/.test(selfText(self))],
  isdecimal: ['N', isClass('decimal')],
  isdigit: ['N', isClass('digit')],
  isidentifier: ['N', isClass('identifier')],
  islower: [
    'N',
    (self) =>
      charClass('lowercase').test(selfText(self)) &&
      !charClass('uppercase').test(selfText(self)) &&
      !charClass('title').test(selfText(self)),
  ],
  isnumeric: ['N', isClass('numeric')],
  isprintable: ['N', (self) => !charClass('unprintable').test(selfText(self))],
  isspace: ['N', isClass('space')],
  istitle: ['N', (self) => isTitle(selfText(self))],
  isupper: [
    'N',
    (self) =>
      charClass('uppercase').test(selfText(self)) &&
      !charClass('lowercase').test(selfText(self)) &&
      !charClass('title').test(selfText(self)),
  ],
  join: ['O', (self, [v]) => join(self as Text, v!)],
  ljust: ['P1-2', pad('ljust', 'right')],
  lower: ['N', (self) => like(self, selfText(self).toLowerCase())],
  lstrip: ['P0-1', stripMethod('lstrip', 'left')],
  maketrans: ['P1-3', makeTrans],
  partition: ['O', (self, a) => partition(self, a, false)],
  removeprefix: [
    'O',
    (self, [p]) => {
      const x = text(p, (t) => `removeprefix() argument must be str, not ${argumentType(t)}`);
      return selfText(self).startsWith(x) ? like(self, selfText(self).slice(x.length)) : self;
    },
  ],
  removesuffix: [
    'O',
    (self, [p]) => {
      const x = text(p, (t) => `removesuffix() argument must be str, not ${argumentType(t)}`);
      return x !== '' && selfText(self).endsWith(x) ? like(self, selfText(self).slice(0, -x.length)) : self;
    },
  ],
  replace: [
    'P2-3',
    (self, [a, b, n]) =>
      like(
        self,
        replace(
          selfText(self),
          text(a, argument('replace', 1)),
          arg(self, b, argument('replace', 2)),
          int(n, -1),
        ),
      ),
  ],
  rfind: ['T1-3', (self, a) => search(self, a, true)],
  rindex: ['T1-3', index(true)],
  rjust: ['P1-2', pad('rjust', 'left')],
  rpartition: ['O', (self, a) => partition(self, a, true)],
  rsplit: ['Ksep,maxsplit', splitMethod(rsplit)],
  rstrip: ['P0-1', stripMethod('rstrip', 'right')],
  split: ['Ksep,maxsplit', splitMethod(split)],
  splitlines: [
    'Kkeepends',
    (self, [keep]) => splitLines(selfText(self), int(keep, 0) !== 0).map((x) => like(self, x)),
  ],
  startswith: ['T1-3', affix('startswith', (s, x) => s.startsWith(x))],
  strip: ['P0-1', stripMethod('strip', 'both')],
  swapcase: [
    'N',
    (self) =>
      like(
        self,
        chars(selfText(self))
          .map((c) => (charClass('uppercase').test(c) ? c.toLowerCase() : c.toUpperCase()))
          .join(''),
      ),
  ],
  title: ['N', (self) => like(self, title(selfText(self)))],
  translate: ['O', (self, [t]) => translate(self, t!)],
  upper: ['N', (self) => like(self, selfText(self).toUpperCase())],
  zfill: ['O', zfill],
  __len__: ['N', (self) => length(self)],
  __add__: ['O', (self, [x]) => add(self, x!)],
  __contains__: ['O', (self, [x]) => contains(self, x!)],
  __str__: ['N', (self) => str(self)],
};

/** What Markup has beside the methods of str. */
export const markupMethods: MethodTable = {
  striptags: ['N', (self) => stripTags(selfText(self))],
  unescape: ['N', (self) => unescapeHtml(selfText(self))],
  __html__: ['N', (self) => self],
};
