import { dirname, resolve } from 'node:path';
import type { Settings } from '../config/settings.ts';

/** The release whose language and output we follow; jobs read it from the first line of --version. */
export const FOLLOWED = '2.14.18';
export const OUR_VERSION: string = process.env.ANSIBLE_TS_VERSION ?? '0.0.0-dev';

const pyList = (items: readonly string[]): string => `[${items.map((i) => `'${i}'`).join(', ')}]`;

/** The lines of --version and of -vv. */
export function versionText(program: string, settings: Settings): string {
  const script = process.argv[1] === undefined ? 'None' : resolve(process.argv[1]);
  return [
    `${program} [core ${FOLLOWED}]`,
    `  config file = ${settings.configFile ?? 'None'}`,
    `  configured module search path = ${pyList(settings.list('DEFAULT_MODULE_PATH'))}`,
    `  ansible-ts = ${OUR_VERSION} (${dirname(script)})`,
    `  ansible collection location = ${settings.list('COLLECTIONS_PATHS').join(':')}`,
    `  executable location = ${script}`,
    `  node version = ${process.version.slice(1)} (${process.execPath})`,
  ].join('\n');
}
