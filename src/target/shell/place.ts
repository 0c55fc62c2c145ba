import { randomBytes } from 'node:crypto';
import { statSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import type { PlaceRequest } from '../types.ts';
import { printBytes, quote, quotePath } from './quote.ts';

/** Says that the file has holes worth keeping: dd leaves them where it can. */
const sparseInput = (to: string): string =>
  `if dd if=/dev/null of=/dev/null conv=sparse iflag=fullblock 2>/dev/null; then dd of=${to} bs=65536 conv=sparse iflag=fullblock 2>/dev/null; else cat >${to}; fi`;

/** Whether a file of the control node has holes. */
export function hasHoles(file: string): boolean {
  const s = statSync(file);
  return s.blocks * 512 + block < s.size;
}
const block = 64 * 1024;

/** Reads the session's input into a file. */
export const inputTo = (to: string, sparse: boolean): string => (sparse ? sparseInput(to) : `cat >${to}`);

/**
 * Shell text that writes a private file beside `to`, moves it in place as `move` does and gives it a mode. Where it
 * fails, stdout names the step: temp, write, or one of a move's; nothing is left behind.
 */
export function placeScript(
  to: string,
  data: Uint8Array | undefined,
  request: PlaceRequest,
  sparse: boolean,
): string {
  const name = basename(to).slice(0, 60);
  const dir = dirname(to).replace(/\/$/, '');
  const temp = quotePath(`${dir}/.ansible_tmp${randomBytes(6).toString('hex')}${name}`);
  const p = quotePath(to);
  const beside = quote(`.ansible_tmp${randomBytes(4).toString('hex')}${name}`);
  const fill = data === undefined ? inputTo(temp, sparse) : `{ ${printBytes(data)}; } >${temp}`;
  return `_ats_who; ( LC_ALL=C; export LC_ALL
${request.mode === undefined ? '' : `_ats_md=${request.mode.toString(8).padStart(5, '0')}\n`}umask 077; set -C; printf '' >${temp} || { printf temp; exit 1; }
set +C; umask "$_ats_U"
trap 'rm -f '${quote(temp)} 0; trap 'exit 143' 1 15
${fill} || { printf write; exit 1; }
${request.replaceLink ? `[ -L ${p} ] && { rm -f ${p} || { printf write; exit 1; }; }\n` : ''}_ats_mv ${temp} ${p} '' ${beside}${data === undefined ? ' </dev/null' : ''} || exit 1
trap - 0
: )`;
}
