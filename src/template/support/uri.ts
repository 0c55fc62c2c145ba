import { PyBytes } from '../../value/containers.ts';
import { contains } from '../../value/operators.ts';
import { asText } from '../../value/text.ts';
import { truth } from '../../value/truth.ts';
import type { Value } from '../../value/types.ts';
import { isUndefined } from '../../value/undefined.ts';
import { type SplitUrl, splitUrl } from './url.ts';

/** The parts of a text that Python can take apart. */
export function urlOf(value: Value): SplitUrl | undefined {
  const text = asText(value);
  if (text === undefined) return undefined;
  const url = splitUrl(text);
  return url.netloc.includes('[') === url.netloc.includes(']') ? url : undefined;
}

/** As Ansible's `uri`: nearly every text is one (a path counts), unless schemes are asked for. */
export function isUri(value: Value, schemes: Value): boolean {
  const url = urlOf(value);
  const any = isUndefined(schemes) || !truth(schemes);
  if (url) return any || contains(schemes, url.scheme);
  // What is empty counts as an empty text, bytes as text; both are of no scheme.
  const empty = asText(value) === undefined && !isUndefined(value) && !truth(value);
  return (empty || (value instanceof PyBytes && value.data.every((b) => b < 128))) && any;
}
