/** Digits of a finite float >= 0, rounded half-even on its exact value. `toFixed` is exact up to 100 digits. */
const fixed = (x: number, digits: number): string => {
  if (x >= 1e21) {
    const whole = BigInt(x).toString();
    return digits > 0 ? `${whole}.${'0'.repeat(digits)}` : whole;
  }
  const d = Math.min(digits, 100);
  return roundTies(x, d) + '0'.repeat(Math.max(0, digits - 100));
};

/** JavaScript rounds exact ties up, Python to even. */
function roundTies(x: number, digits: number): string {
  const s = x.toFixed(digits);
  if (digits > 60) return s;
  const exact = x.toFixed(Math.min(100, digits + 30));
  const tail = exact.slice(exact.length - 30);
  if (!/^50*$/.test(tail)) return s;
  // A tie: take the even neighbour.
  const last = s[s.length - 1]!;
  if (Number(last) % 2 === 0) return s;
  const down = exact.slice(0, exact.length - 30);
  return digits === 0 ? down.replace(/\.$/, '') : down;
}

function exponent(x: number, digits: number): string {
  let [m, e] = x.toExponential(Math.min(digits, 100)).split('e') as [string, string];
  // The same tie rule as above, seen through the exact decimal.
  if (digits < 60 && x !== 0) {
    const [exact] = x.toExponential(Math.min(100, digits + 30)).split('e') as [string];
    if (/^50*$/.test(exact.slice(exact.length - 30)) && Number(m[m.length - 1]) % 2 === 1)
      m = exact.slice(0, exact.length - 30).replace(/\.$/, '');
  }
  const n = Number(e);
  e = `${n < 0 ? '-' : '+'}${String(Math.abs(n)).padStart(2, '0')}`;
  return `${m}e${e}`;
}

/** A float >= 0 (or inf, nan) in C's e, f, g notation (capital for capital letters). */
export function formatFloat(x: number, type: string, precision: number, alternate = false): string {
  const upper = type === type.toUpperCase();
  let s: string;
  if (Number.isNaN(x)) s = 'nan';
  else if (!Number.isFinite(x)) s = 'inf';
  else
    switch (type.toLowerCase()) {
      case 'f':
        s = fixed(x, precision);
        if (alternate && precision === 0) s += '.';
        break;
      case 'e':
        s = exponent(x, precision);
        if (alternate && precision === 0) s = s.replace('e', '.e');
        break;
      default: {
        const p = precision === 0 ? 1 : precision;
        const e = x === 0 ? 0 : Number(exponent(x, p - 1).split('e')[1]);
        s = e < -4 || e >= p ? exponent(x, p - 1) : fixed(x, p - 1 - e);
        if (!alternate)
          s = s.includes('e')
            ? s.replace(/(\.\d*?)0+e/, '$1e').replace('.e', 'e')
            : s.includes('.')
              ? s.replace(/\.?0+$/, '')
              : s;
      }
    }
  return upper ? s.toUpperCase() : s;
}
