import { compareText } from '../../value/text.ts';
import type { Dict } from '../../value/types.ts';
import { toSortedJson } from './json.ts';
import { dumpResult, type ResultStyle } from './result.ts';
import type { DisplaySurface } from './surface.ts';

/** CUSTOM STATS: what set_stats gathered, by host and for the run. */
export function customStats(
  display: DisplaySurface,
  custom: ReadonlyMap<string, Dict>,
  style?: ResultStyle,
): void {
  const flat = (d: Dict): string =>
    (style === undefined ? toSortedJson(d, { indent: 1 }) : dumpResult(d, style, { indent: 1 })).replaceAll(
      '\n',
      '',
    );
  display.banner('CUSTOM STATS: ');
  for (const host of [...custom.keys()].sort(compareText))
    if (host !== '_run') display.display(`\t${host}: ${flat(custom.get(host)!)}`);
  const run = custom.get('_run');
  if (run !== undefined) {
    display.display('', { screenOnly: true });
    display.display(`\tRUN: ${flat(run)}`);
  }
  display.display('', { screenOnly: true });
}
