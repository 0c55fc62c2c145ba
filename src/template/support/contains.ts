import { contains as inOperator } from '../../value/operators.ts';
import type { Value } from '../../value/types.ts';

/** Python's `value in container`. */
export const contains = (container: Value, value: Value): boolean => inOperator(container, value);
