/** Python's `repr(bytes)`. */
export function reprBytes(data: Uint8Array): string {
  const q = data.includes(39) && !data.includes(34) ? '"' : "'";
  let out = `b${q}`;
  for (const b of data) {
    const c = String.fromCharCode(b);
    if (c === q || c === '\\') out += `\\${c}`;
    else if (b === 9) out += '\\t';
    else if (b === 10) out += '\\n';
    else if (b === 13) out += '\\r';
    else out += b < 32 || b > 126 ? `\\x${b.toString(16).padStart(2, '0')}` : c;
  }
  return out + q;
}
