import type { HostSummary, RunStats } from '../../run/events.ts';
import { compareText } from '../../value/text.ts';
import type { DisplaySurface } from './surface.ts';

const COLUMNS: ReadonlyArray<readonly [label: string, field: keyof HostSummary, color: string]> = [
  ['ok', 'ok', 'COLOR_OK'],
  ['changed', 'changed', 'COLOR_CHANGED'],
  ['unreachable', 'unreachable', 'COLOR_UNREACHABLE'],
  ['failed', 'failures', 'COLOR_ERROR'],
  ['skipped', 'skipped', 'COLOR_SKIP'],
  ['rescued', 'rescued', 'COLOR_OK'],
  ['ignored', 'ignored', 'COLOR_WARN'],
];

const hostColor = (s: HostSummary): string =>
  s.failures > 0 || s.unreachable > 0 ? 'COLOR_ERROR' : s.changed > 0 ? 'COLOR_CHANGED' : 'COLOR_OK';

/** The line of one host; `paint` colours a piece or leaves it. */
function recapLine(host: string, s: HostSummary, paint: (text: string, color: string) => string): string {
  const name = paint(host, hostColor(s)) + ' '.repeat(Math.max(0, 26 - Array.from(host).length));
  const cells = COLUMNS.map(([label, field, color]) => {
    const cell = `${label}=${String(s[field]).padEnd(4)}`;
    return s[field] === 0 ? cell : paint(cell, color);
  });
  return `${name} : ${cells.join(' ')}`;
}

/** The line of one host as callbacks print it that leave out skipped ones. */
export function compactRecapLine(
  host: string,
  s: HostSummary,
  paint: (text: string, color: string) => string,
): string {
  return recapLine(host, { ...s, skipped: 0 }, paint).replace(/ skipped=0 {3}/, '');
}

/** PLAY RECAP: one line a host, in order of name; the log gets it without colours. */
export function showRecap(display: DisplaySurface, stats: RunStats): void {
  display.banner('PLAY RECAP');
  for (const host of [...stats.hosts.keys()].sort(compareText)) {
    const s = stats.hosts.get(host)!;
    display.display(
      recapLine(host, s, (t, c) => display.paint(t, c)),
      { screenOnly: true },
    );
    display.display(
      recapLine(host, s, (t) => t),
      { logOnly: true },
    );
  }
  display.display('', { screenOnly: true });
}
