import { PyBytes } from '../../value/containers.ts';
import { floatRepr } from '../../value/number.ts';
import { PyFloat, PyObject, type Value } from '../../value/types.ts';

/** A complex number: only as a literal, to be printed. */
export class Complex extends PyObject {
  readonly typeName = 'complex';
  constructor(
    readonly real: number,
    readonly imaginary: number,
  ) {
    super();
  }
  override pyRepr(): string {
    const part = (n: number): string =>
      Number.isInteger(n) && Math.abs(n) < 1e16 ? String(n) : floatRepr(n);
    if (this.real === 0) return `${part(this.imaginary)}j`;
    return `(${part(this.real)}${this.imaginary < 0 ? '' : '+'}${part(this.imaginary)}j)`;
  }
}

class Ellipsis extends PyObject {
  readonly typeName = 'ellipsis';
  override pyRepr(): string {
    return 'Ellipsis';
  }
}
/** Python's `...`. */
export const ellipsis: Value = new Ellipsis();

/** A sum of a real and an imaginary number; undefined where it is none. */
export function complexNumber(
  left: Value,
  sign: '+' | '-',
  right: Value | { readonly imaginary: number },
): Value | undefined {
  const real = typeof left === 'number' ? left : left instanceof PyFloat ? left.value : undefined;
  const imaginary =
    right instanceof Complex && right.real === 0
      ? right.imaginary
      : right !== null && typeof right === 'object' && !(right instanceof PyObject) && 'imaginary' in right
        ? right.imaginary
        : undefined;
  if (real === undefined || imaginary === undefined) return undefined;
  return new Complex(real, sign === '-' ? -imaginary : imaginary);
}

/** A bytes value of a text whose characters are all below 256. */
export const bytesOf = (text: string): Value => new PyBytes(Buffer.from(text, 'latin1'));
