/** Ids of the keys and subkeys in what gpg lists, for people or with colons; expired ones are left out. */
export function listedKeys(output: string): string[] {
  const out: string[] = [];
  for (const line of output.split('\n')) {
    if (!/^(pub|sub)/.test(line) || line.includes('expired')) continue;
    // pub   rsa4096/648ACFD622F3D138 2019-04-07     or     pub:-:4096:1:648ACFD622F3D138:...
    const parts = line.trim().split(/\s+/)[1]?.split('/') ?? [];
    const id = parts.length === 2 ? parts[1] : line.split(':')[4];
    if (id !== undefined) out.push(id);
  }
  return out;
}

export interface KeyId {
  /** The last 8 digits. */
  readonly short: string;
  /** The last 16 digits, or all 8. */
  readonly long: string;
  readonly full: string;
}

/** A key's id: 8, 16 or more hexadecimal digits, with or without 0x. Undefined for anything else. */
export function parseKeyId(text: string): KeyId | undefined {
  const m = /^\s*(?:0x)?([0-9a-f]+)\s*$/i.exec(text);
  const full = m?.[1]?.toUpperCase();
  if (full === undefined || (full.length <= 16 && full.length !== 8 && full.length !== 16)) return undefined;
  return { short: full.slice(-8), long: full.slice(-16), full };
}
