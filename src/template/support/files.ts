import { lstatSync, readlinkSync, statSync } from 'node:fs';
import { resolve } from 'node:path';

/** os.path.realpath (not strict): follows links as far as there are files, keeps what is not there. */
export function realPath(path: string): string {
  let left = resolve(path).split('/').filter(Boolean);
  let done = '';
  for (let links = 0; left.length; ) {
    const name = left.shift()!;
    const next = `${done}/${name}`;
    let target: string | undefined;
    try {
      if (lstatSync(next).isSymbolicLink()) target = readlinkSync(next);
    } catch {
      target = undefined;
    }
    if (target === undefined || ++links > 40) {
      done = next;
      continue;
    }
    const parts = target.split('/').filter((p) => p && p !== '.');
    if (target.startsWith('/')) done = '';
    left = [...parts, ...left];
    while (left[0] === '..') {
      left.shift();
      done = done.slice(0, Math.max(0, done.lastIndexOf('/')));
    }
    if (left.includes('..')) {
      left = resolve(`${done}/${left.join('/')}`)
        .split('/')
        .filter(Boolean);
      done = '';
    }
  }
  return done || '/';
}

const attempt = <T>(f: () => T): T | undefined => {
  try {
    return f();
  } catch {
    return undefined;
  }
};

/** stat, following links; undefined where there is nothing. */
export const statOf = (path: string) => attempt(() => statSync(path));
/** stat of the link itself; undefined where there is nothing. */
export const lstatOf = (path: string) => attempt(() => lstatSync(path));

/** os.path.ismount. */
export function isMount(path: string): boolean {
  const own = lstatOf(path);
  if (!own || own.isSymbolicLink()) return false;
  const parent = lstatOf(realPath(`${path}/..`));
  return !!parent && (own.dev !== parent.dev || own.ino === parent.ino);
}
