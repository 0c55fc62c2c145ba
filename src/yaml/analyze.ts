/** What a scalar's text allows, as libyaml's emitter finds out before it writes. */
export interface ScalarAnalysis {
  readonly multiline: boolean;
  readonly flowPlain: boolean;
  readonly blockPlain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

export const isPrintable = (c: number): boolean =>
  c === 10 ||
  (c >= 0x20 && c <= 0x7e) ||
  (c >= 0xa0 && c <= 0xd7ff) ||
  (c >= 0xe000 && c <= 0xfffd && c !== 0xfeff);
export const isLineBreak = (c: number): boolean =>
  c === 10 || c === 13 || c === 0x85 || c === 0x2028 || c === 0x2029;
const isBlankZ = (c: number | undefined): boolean =>
  c === undefined || c === 32 || c === 9 || isLineBreak(c) || c === 0;

const EMPTY: ScalarAnalysis = {
  multiline: false,
  flowPlain: false,
  blockPlain: true,
  single: true,
  block: false,
};
const SIMPLE: ScalarAnalysis = {
  multiline: false,
  flowPlain: true,
  blockPlain: true,
  single: true,
  block: true,
};

/** `chars` are the text's code points. */
export function analyzeScalar(text: string, chars: readonly number[], unicode: boolean): ScalarAnalysis {
  if (chars.length === 0) return EMPTY;
  if (/^[A-Za-z0-9_/.][A-Za-z0-9_/.]*$/.test(text) && !text.startsWith('...')) return SIMPLE;
  let flowIndicators = false;
  let blockIndicators = false;
  if (text.startsWith('---') || text.startsWith('...')) flowIndicators = blockIndicators = true;
  let lineBreaks = false;
  let special = false;
  let leading = false;
  let trailingSpace = false;
  let trailing = false;
  let breakSpace = false;
  let spaceBreak = false;
  let previousSpace = false;
  let previousBreak = false;
  let precededByBlank = true;
  const last = chars.length - 1;
  chars.forEach((c, i) => {
    const followedByBlank = isBlankZ(chars[i + 1]);
    const sign = c < 128 ? String.fromCharCode(c) : '';
    if (i === 0) {
      if (sign !== '' && '#,[]{}&*!|>\'"%@`'.includes(sign)) flowIndicators = blockIndicators = true;
      else if (sign === '?' || sign === ':') {
        flowIndicators = true;
        if (followedByBlank) blockIndicators = true;
      } else if (sign === '-' && followedByBlank) flowIndicators = blockIndicators = true;
    } else if (sign !== '' && ',?[]{}'.includes(sign)) flowIndicators = true;
    else if (sign === ':') {
      flowIndicators = true;
      if (followedByBlank) blockIndicators = true;
    } else if (sign === '#' && precededByBlank) flowIndicators = blockIndicators = true;
    if (!isPrintable(c) || (c > 127 && !unicode)) special = true;
    if (c === 32) {
      if (i === 0) leading = true;
      if (i === last) trailingSpace = trailing = true;
      if (previousBreak) breakSpace = true;
      previousSpace = true;
      previousBreak = false;
    } else if (isLineBreak(c)) {
      lineBreaks = true;
      if (i === 0) leading = true;
      if (i === last) trailing = true;
      if (previousSpace) spaceBreak = true;
      previousSpace = false;
      previousBreak = true;
    } else previousSpace = previousBreak = false;
    precededByBlank = isBlankZ(c);
  });
  const plain = !(leading || trailing || breakSpace || spaceBreak || special || lineBreaks);
  return {
    multiline: lineBreaks,
    flowPlain: plain && !flowIndicators,
    blockPlain: plain && !blockIndicators,
    single: !(breakSpace || spaceBreak || special),
    block: !(trailingSpace || spaceBreak || special),
  };
}
