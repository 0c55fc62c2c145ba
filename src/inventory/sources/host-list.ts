import { AnsibleError } from '../../errors/ansible-error.ts';
import { expandHostPattern, parseAddress } from '../address.ts';
import type { InventorySource } from '../source.ts';

const isList: InventorySource['wants'] = (source, { loader }) =>
  source.includes(',') && !loader.exists(source);

/** `-i a,b,c`: names with ports, no ranges. */
export const hostList: InventorySource = {
  wants: isList,
  parse(source, { data }) {
    for (const part of source.split(',')) {
      const name = part.trim();
      if (name === '') continue;
      let host = name;
      let port: number | undefined;
      try {
        ({ host, port } = parseAddress(name, false));
      } catch {
        // Taken as it stands.
      }
      if (!data.hosts.has(host)) data.addHost(host, 'ungrouped', port);
    }
  },
};

/** The same with ranges (`web[1:5],`); not among the plugins that are on by default. */
export const advancedHostList: InventorySource = {
  wants: isList,
  parse(source, { data }) {
    for (const part of source.split(',')) {
      const name = part.trim();
      if (name === '') continue;
      try {
        const { names, port } = expandHostPattern(name);
        for (const n of names) if (!data.hosts.has(n)) data.addHost(n, 'ungrouped', port);
      } catch (e) {
        throw new AnsibleError(`Invalid data from string, could not parse: ${(e as Error).message}`, {
          kind: 'inventory',
        });
      }
    }
  },
};
