import type { Dict, Value } from '../../value/types.ts';

/** XML that cannot be read. */
export class XmlProblem extends Error {}

const NAME = /[A-Za-z_:\u00b7-\uffff][\w:.\-\u00b7-\uffff]*/y;
const ENTITIES: Readonly<Record<string, string>> = { lt: '<', gt: '>', amp: '&', quot: '"', apos: "'" };
/** Elements inside one another; more is taken for an attack. */
const MAX_DEPTH = 500;

const bad = (): never => {
  throw new XmlProblem('not well-formed');
};

const decoded = (text: string): string =>
  text.replace(/&(?:#x([0-9a-fA-F]{1,6});|#(\d{1,7});|(\w+);|)/g, (_m, hex, dec, name) => {
    if (hex === undefined && dec === undefined) return ENTITIES[name] ?? bad();
    const code = hex === undefined ? Number(dec) : Number.parseInt(hex, 16);
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : bad();
  });

interface Element {
  readonly name: string;
  readonly content: Dict;
  text: string;
}

/** What an element stands for: its text, a dict of attributes and children, or None. */
function contentOf(e: Element): Value {
  const text = e.text.trim();
  if (e.content.size === 0) return text === '' ? null : text;
  if (text !== '') e.content.set('#text', text);
  return e.content;
}

function put(into: Dict, name: string, v: Value): void {
  const before = into.get(name);
  if (before === undefined) into.set(name, v);
  else if (Array.isArray(before)) before.push(v);
  else into.set(name, [before, v]);
}

/**
 * An XML text as a dict: attributes as `@name`, text beside children as `#text`, repeated children as a list. Comments
 * and processing instructions are left out; a document type that defines anything is refused.
 */
export function readXml(given: string): Dict {
  const xml = given.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n');
  const root: Element = { name: '', content: new Map(), text: '' };
  const open: Element[] = [root];
  let at = 0;
  const until = (mark: string): string => {
    const end = xml.indexOf(mark, at);
    if (end < 0) bad();
    const inside = xml.slice(at, end);
    at = end + mark.length;
    return inside;
  };
  const name = (): string => {
    NAME.lastIndex = at;
    const m = NAME.exec(xml) ?? bad();
    at += m[0].length;
    return m[0];
  };
  while (at < xml.length) {
    const top = open.at(-1)!;
    if (xml[at] !== '<') {
      const end = xml.indexOf('<', at);
      const text = xml.slice(at, end < 0 ? undefined : end);
      if (text.includes(']]>') || (top === root && text.trim() !== '')) bad();
      top.text += decoded(text);
      at += text.length;
    } else if (xml.startsWith('<!--', at)) {
      at += 4;
      if (until('-->').includes('--')) bad();
    } else if (xml.startsWith('<![CDATA[', at)) {
      if (top === root) bad();
      at += 9;
      top.text += until(']]>');
    } else if (xml.startsWith('<?', at)) {
      if (/^<\?xml[\s?]/.test(xml.slice(at, at + 6)) && at > 0) bad();
      at += 2;
      until('?>');
    } else if (xml.startsWith('<!DOCTYPE', at)) {
      if (top !== root || root.content.size > 0 || /[[<]/.test(until('>').slice(9))) bad();
    } else if (xml.startsWith('</', at)) {
      at += 2;
      if (open.length === 1 || name() !== top.name || until('>').trim() !== '') bad();
      open.pop();
      put(open.at(-1)!.content, top.name, contentOf(top));
    } else {
      at++;
      if (top === root && root.content.size > 0) bad();
      if (open.length > MAX_DEPTH) bad();
      const { made, closed } = element(name());
      if (closed) put(top.content, made.name, contentOf(made));
      else open.push(made);
    }
  }
  return open.length === 1 && root.content.size === 1 ? root.content : bad();

  /** The start tag whose name was read; an empty element is closed at once. */
  function element(tag: string): { readonly made: Element; readonly closed: boolean } {
    const content: Dict = new Map();
    const made: Element = { name: tag, content, text: '' };
    for (;;) {
      const space = /\s*/y;
      space.lastIndex = at;
      const gap = space.exec(xml)![0].length;
      at += gap;
      if (xml.startsWith('/>', at)) {
        at += 2;
        return { made, closed: true };
      }
      if (xml[at] === '>') {
        at++;
        return { made, closed: false };
      }
      if (gap === 0) bad();
      const key = name();
      const eq = /\s*=\s*(["'])/y;
      eq.lastIndex = at;
      const m = eq.exec(xml) ?? bad();
      at += m[0].length;
      const raw = until(m[1]!);
      if (raw.includes('<') || content.has(`@${key}`)) bad();
      content.set(`@${key}`, decoded(raw.replace(/[\t\n]/g, ' ')));
    }
  }
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** An attribute's value in the quotes that suit it. */
function quoted(text: string): string {
  const safe = escaped(text).replaceAll('\n', '&#10;').replaceAll('\r', '&#13;').replaceAll('\t', '&#9;');
  if (!safe.includes('"')) return `"${safe}"`;
  return safe.includes("'") ? `"${safe.replaceAll('"', '&quot;')}"` : `'${safe}'`;
}

/** How `writeXml` writes: texts of values that are no dicts, and what indents by one level. */
export interface XmlStyle {
  readonly indent: string;
  textOf(v: Value): string;
}

/** The element `name` for a value, in the form that `readXml` gives. */
export function writeXml(name: string, v: Value, style: XmlStyle, depth = 0): string {
  const pad = style.indent.repeat(depth);
  if (Array.isArray(v)) return v.map((x) => writeXml(name, x, style, depth)).join('\n');
  let attributes = '';
  let text = '';
  const children: string[] = [];
  if (v instanceof Map) {
    for (const [k, x] of v) {
      const key = style.textOf(k);
      if (key === '#text') text = style.textOf(x);
      else if (key.startsWith('@')) attributes += ` ${key.slice(1)}=${quoted(style.textOf(x))}`;
      else children.push(writeXml(key, x, style, depth + 1));
    }
  } else text = style.textOf(v);
  const inner = children.filter((c) => c !== '');
  const body = inner.length > 0 ? `\n${inner.join('\n')}\n${pad}` : '';
  return `${pad}<${name}${attributes}>${escaped(text)}${body}</${name}>`;
}
