import { createHash } from 'node:crypto';
import { typeError } from '../../value/errors.ts';
import { filterError } from '../errors.ts';

const algorithms: Readonly<Record<string, string>> = {
  md5: 'md5',
  sha1: 'sha1',
  sha224: 'sha224',
  sha256: 'sha256',
  sha384: 'sha384',
  sha512: 'sha512',
  sha3_224: 'sha3-224',
  sha3_256: 'sha3-256',
  sha3_384: 'sha3-384',
  sha3_512: 'sha3-512',
  blake2b: 'blake2b512',
  blake2s: 'blake2s256',
  ripemd160: 'ripemd160',
  sm3: 'sm3',
  sha512_224: 'sha512-224',
  sha512_256: 'sha512-256',
};

/** Hexadecimal digest by Python's name of the algorithm. */
export function hashText(text: string | Uint8Array, algorithm: string): string {
  const name = algorithms[algorithm] ?? algorithms[algorithm.toLowerCase()];
  if (/^shake_(128|256)$/.test(algorithm))
    throw typeError("hexdigest() missing required argument 'length' (pos 1)");
  if (!name) throw filterError(`unsupported hash type ${algorithm}`);
  return createHash(name).update(text).digest('hex');
}
