import { equal, order } from '../value/compare.ts';
import { contains } from '../value/operators.ts';
import type { Value } from '../value/types.ts';
import type { CompareOp, Expr, Stmt } from './ast.ts';
import type { Environment } from './environment.ts';

/** What the compiler's parts share. */
export interface CompileState {
  readonly env: Environment;
  readonly name: string | null;
  /** Whether any output may have to be escaped. */
  readonly mayEscape: boolean;
  /** The whole template. */
  readonly body: readonly Stmt[];
  /** What was found of constants while this template compiles. */
  folds: Map<Expr, { key: number; folded: Folded | undefined }> | undefined;
}

/** A constant expression's value. */
export interface Folded {
  readonly value: Value;
  /** Must be computed anew at each rendering. */
  readonly volatile: boolean;
  /** Of a plain type, so that Jinja2 may write it into its code. */
  readonly safe: boolean;
}

export const compareOps: Readonly<Record<CompareOp, (a: Value, b: Value) => boolean>> = {
  eq: equal,
  ne: (a, b) => !equal(a, b),
  lt: (a, b) => order(a, b, '<'),
  lteq: (a, b) => order(a, b, '<='),
  gt: (a, b) => order(a, b, '>'),
  gteq: (a, b) => order(a, b, '>='),
  in: (a, b) => contains(b, a),
  notin: (a, b) => !contains(b, a),
};
