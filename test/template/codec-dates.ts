import type { Value } from '../../src/value/types.ts';
import type { Json } from './codec.ts';

export const dateOf = (_kind: string, text: string): Value => text;
export const deltaOf = (_parts: number[]): Value => null;
export const isoOf = (_v: Value): Json | undefined => undefined;
export const deltaParts = (_v: Value): number[] | undefined => undefined;
