import { isIPv6 } from 'node:net';
import { AnsibleError } from '../errors/ansible-error.ts';

const NUMBERS = '\\[\\d*:\\d+(?::\\d+)?\\]';
const LETTERS = '\\[(?:\\d*:\\d+|[a-zA-Z]:[a-zA-Z])(?::\\d+)?\\]';
const HEX = '\\[(?:\\d*:\\d+|[0-9a-fA-F]*:[0-9a-fA-F]+)(?::\\d+)?\\]';
const SIGN = `(?:[\\p{L}\\p{N}_]|${LETTERS})`;
const LABEL = `${SIGN}(?:(?:[\\p{L}\\p{N}_-]|${LETTERS}){0,61}${SIGN})?`;
let hostname: RegExp | undefined;
let ipv4: RegExp | undefined;
let ipv6: RegExp | undefined;

/** What most names are; the full expression, with every script's letters, takes milliseconds to make. */
const plain =
  /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?(?:\.[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?)*$/;

function valid(host: string): boolean {
  if (plain.test(host)) return true;
  hostname ??= new RegExp(`^${LABEL}(?:\\.${LABEL})*\\.?$`, 'u');
  const octet = `(?:[0-9]|[1-9][0-9]|1[0-9]{2}|2[0-4][0-9]|25[0-5]|${NUMBERS})`;
  ipv4 ??= new RegExp(`^${octet}(?:\\.${octet}){3}$`);
  ipv6 ??= new RegExp(`^(?:(?:[0-9a-fA-F]{1,4}|${HEX}|:){1,8}(?:[0-9a-fA-F]{0,4}|${HEX}|:)*)$`);
  if (ipv4.test(host) || hostname.test(host) || isIPv6(host)) return true;
  return host.includes('[') && host.replace(/\[[^\]]*\]/g, '').includes(':') && ipv6.test(host);
}

export interface Address {
  readonly host: string;
  readonly port: number | undefined;
}

/** A host's name or address, and the port behind it. Throws AnsibleError where it is none; ranges are let through. */
export function parseAddress(text: string, allowRanges = false): Address {
  let host = text;
  let port: number | undefined;
  const m = /^\[(.+)\]:(\d+)$/.exec(text) ?? new RegExp(`^((?:[^:\\[\\]]|${HEX})+):(\\d+)$`).exec(text);
  if (m !== null && !/^\[\d*:\d+\]$/.test(text)) {
    host = m[1]!;
    port = Number(m[2]);
  }
  if (!valid(host)) throw new AnsibleError(`Not a valid network hostname: ${text}`, { kind: 'inventory' });
  if (!allowRanges && host.includes('['))
    throw new AnsibleError(`Detected range in host but was asked to ignore ranges`, { kind: 'inventory' });
  return { host, port };
}

const LETTERS_ALL = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const bad = (message: string): AnsibleError => new AnsibleError(message, { kind: 'inventory' });

const toInt = (text: string): number => {
  if (!/^\s*[-+]?\d+\s*$/.test(text)) throw bad(`invalid literal for int() with base 10: '${text}'`);
  return Number(text);
};

/** Names of `web[01:20:2].x[a:c]`: one range after another, bounds included. */
export function expandRange(pattern: string): string[] {
  const open = pattern.indexOf('[');
  if (open === -1) return [pattern];
  const close = pattern.indexOf(']', open);
  if (close === -1) throw bad('not enough values to unpack (expected 3, got 2)');
  const head = pattern.slice(0, open);
  const tail = pattern.slice(close + 1);
  const bounds = pattern.slice(open + 1, close).split(':');
  if (bounds.length !== 2 && bounds.length !== 3) throw bad('host range must be begin:end or begin:end:step');
  const begin = bounds[0] === '' ? '0' : bounds[0]!;
  const end = bounds[1]!;
  const stepText = bounds[2] ?? '1';
  if (end === '') throw bad('host range must specify end value');
  let width = 0;
  if (begin.length > 1 && begin[0] === '0') {
    if (begin.length !== end.length) throw bad('host range must specify equal-length begin and end formats');
    width = begin.length;
  }
  const parts: string[] = [];
  const from = LETTERS_ALL.indexOf(begin);
  const to = LETTERS_ALL.indexOf(end);
  // Letters with a step that is no number fall through to numbers, whose error is then told.
  if (from !== -1 && to !== -1 && /^\s*[-+]?\d+\s*$/.test(stepText)) {
    if (from > to) throw bad('host range must have begin <= end');
    const step = toInt(stepText);
    if (step === 0) throw bad('slice step cannot be zero');
    for (let i = from; i <= to && step > 0; i += step) parts.push(LETTERS_ALL[i]!);
  } else {
    const first = toInt(begin);
    const last = toInt(end);
    const step = toInt(stepText);
    if (step === 0) throw bad('range() arg 3 must not be zero');
    if ((last - first) / step > 10_000_000) throw bad(`host range ${pattern} has too many hosts`);
    for (let i = first; step > 0 ? i <= last : i > last + 1; i += step)
      parts.push(String(i).padStart(width, '0'));
  }
  const tails = expandRange(tail);
  return parts.flatMap((p) => tails.map((t) => head + p + t));
}

/** The hosts of an inventory's host pattern, and the port they share. */
export function expandHostPattern(given: string): { names: string[]; port: number | undefined } {
  const text = given.trim();
  // what is wrong with a range is told first
  if (text.endsWith(':')) expandRange(text);
  if (text.endsWith(':'))
    throw bad(
      `Invalid host pattern '${text}' supplied, ending in ':' is not allowed, this character is reserved to provide a port.`,
    );
  if (text === '---')
    throw bad(`Invalid host pattern '${text}' supplied, '---' is normally a sign this is a YAML file.`);
  let host = given;
  let port: number | undefined;
  try {
    ({ host, port } = parseAddress(given, true));
  } catch {
    // Not a name as the network knows them: taken as it is.
  }
  return { names: expandRange(host), port };
}
