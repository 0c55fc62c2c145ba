import type { Target } from '../../target/types.ts';
import { ModuleFailure } from '../define.ts';
import { tool } from './package/tool.ts';

/** How firewalld is spoken to. */
export interface Firewall {
  readonly target: Target;
  /** It does not run: the files are changed, by firewall-offline-cmd. */
  readonly offline: boolean;
}

/** A setting of a zone; `permanent` tells the stored one from the running one. */
export interface ZoneSetting {
  isEnabled(fw: Firewall, zone: string, permanent: boolean): Promise<boolean>;
  set(fw: Firewall, zone: string, permanent: boolean, enabled: boolean): Promise<void>;
}

/** What the module says in the place of a setting that cannot be changed this way. */
export const notPermanent =
  "Zone operations must be permanent. Make sure you didn't set the 'permanent' flag to 'false' or the 'immediate' flag to 'true'.";

/** An error of firewalld, without the program's "Error: ". */
export class FirewallError extends Error {}

async function ask(
  fw: Firewall,
  permanent: boolean,
  words: readonly string[],
  quiet: readonly number[] = [],
): Promise<{ readonly rc: number; readonly out: string }> {
  const program = fw.offline ? 'firewall-offline-cmd' : 'firewall-cmd';
  const r = await tool(fw.target, [program, ...(permanent && !fw.offline ? ['--permanent'] : []), ...words]);
  if (r.rc === 0 || quiet.includes(r.rc)) return { rc: r.rc, out: r.stdout.trim() };
  const said = (r.stderr.trim() || r.stdout.trim()).replace(/^.*?Error: /s, '');
  throw new FirewallError(said || `${program} ended with ${r.rc}`);
}

const query = async (fw: Firewall, zone: string, permanent: boolean, words: string): Promise<boolean> => {
  try {
    return (await ask(fw, permanent, [`--zone=${zone}`, `--query-${words}`], [1])).rc === 0;
  } catch (e) {
    // what does not exist is not there; who adds it hears why
    if (e instanceof FirewallError && /^INVALID_(?!ZONE)/.test(e.message)) return false;
    throw e;
  }
};

/** A setting with the three words query, add and remove; `timeout` is for the running firewall only. */
export function simpleSetting(name: string, value?: string, timeout = 0): ZoneSetting {
  const words = value === undefined ? name : `${name}=${value}`;
  return {
    isEnabled: (fw, zone, permanent) => query(fw, zone, permanent, words),
    set: async (fw, zone, permanent, enabled) => {
      const until = enabled && !permanent && timeout > 0 ? [`--timeout=${timeout}`] : [];
      await ask(fw, permanent, [`--zone=${zone}`, `--${enabled ? 'add' : 'remove'}-${words}`, ...until]);
    },
  };
}

/** An interface belongs to one zone: it is moved. */
export function interfaceSetting(name: string): ZoneSetting {
  return {
    isEnabled: (fw, zone, permanent) => query(fw, zone, permanent, `interface=${name}`),
    set: async (fw, zone, permanent, enabled) => {
      await ask(fw, permanent, [`--zone=${zone}`, `--${enabled ? 'change' : 'remove'}-interface=${name}`]);
    },
  };
}

const onlyPermanent = (permanent: boolean): void => {
  if (!permanent) throw new ModuleFailure(notPermanent);
};

export function targetSetting(wanted: string): ZoneSetting {
  return {
    isEnabled: async (fw, zone, permanent) => {
      onlyPermanent(permanent);
      return (await ask(fw, permanent, [`--zone=${zone}`, '--get-target'])).out === wanted;
    },
    set: async (fw, zone, permanent, enabled) => {
      onlyPermanent(permanent);
      await ask(fw, permanent, [`--zone=${zone}`, `--set-target=${enabled ? wanted : 'default'}`]);
    },
  };
}

/** The zone itself. */
export const zoneSetting: ZoneSetting = {
  isEnabled: async (fw, zone, permanent) => {
    onlyPermanent(permanent);
    return (await ask(fw, permanent, ['--get-zones'])).out.split(/\s+/).includes(zone);
  },
  set: async (fw, zone, permanent, enabled) => {
    onlyPermanent(permanent);
    await ask(fw, permanent, [`--${enabled ? 'new' : 'delete'}-zone=${zone}`]);
  },
};

export const defaultZone = async (fw: Firewall): Promise<string> =>
  (await ask(fw, false, ['--get-default-zone'])).out;
