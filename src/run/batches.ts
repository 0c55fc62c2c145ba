import { OptionsError, UnexpectedError } from '../errors/ansible-error.ts';
import type { Host } from '../inventory/host.ts';
import type { Play } from '../playbook/play.ts';
import { str } from '../value/repr.ts';
import { asText } from '../value/text.ts';
import { PyFloat, type Value } from '../value/types.ts';
import type { RunContext } from './context.ts';
import { notInt } from './keyword-values.ts';
import { playPattern } from './process-result.ts';

/** A number of hosts, or a share of them ("30%"), at least one. */
function size(v: Value, all: number, play: Play): number {
  const text = asText(v);
  const percent = text?.trim().endsWith('%') === true;
  const number = percent ? (text as string).replace('%', '') : v;
  const why = notInt(number);
  if (why !== undefined)
    throw new UnexpectedError(why, {
      position: play.position,
      hint: `serial: ${str(v)} is neither a number of hosts nor a percentage.`,
    });
  const n = Math.trunc(Number(asText(number) ?? (number instanceof PyFloat ? number.value : number)));
  return percent ? Math.max(1, Math.trunc((n / 100) * all)) : n;
}

/** The play's hosts in the order that it asks for; an order that does not exist is told with its place. */
function hostsOf(run: RunContext, play: Play): Host[] {
  const order = asText(play.own.get('order') ?? null);
  try {
    return run.inventory.getHosts(playPattern(play), { order });
  } catch (e) {
    if (!(e instanceof OptionsError)) throw e;
    throw new OptionsError(e.message, { position: play.position, hideExcerpt: true, cause: e });
  }
}

/** The play's hosts, cut into batches by `serial`. */
export function batches(run: RunContext, play: Play): Host[][] {
  const hosts = hostsOf(run, play);
  const serial = play.own.get('serial');
  const sizes = serial === undefined || serial === null ? [] : Array.isArray(serial) ? serial : [serial];
  const out: Host[][] = [];
  let at = 0;
  for (let i = 0; at < hosts.length; i++) {
    const n =
      sizes.length === 0 ? -1 : size(sizes[Math.min(i, sizes.length - 1)] as Value, hosts.length, play);
    if (!(n > 0)) {
      out.push(hosts.slice(at));
      break;
    }
    out.push(hosts.slice(at, at + n));
    at += n;
  }
  return out;
}
