import type { Plain } from '../../value/plain.ts';

/** Facts by name, without the `ansible_` prefix. */
export type Facts = Readonly<Record<string, Plain>>;
