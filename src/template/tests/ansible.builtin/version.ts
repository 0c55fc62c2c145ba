import { defineTest } from '../../../jinja/define.ts';
import { truth } from '../../../value/truth.ts';
import { filterError } from '../../errors.ts';
import { str } from '../../support/py.ts';
import {
  type Compare,
  compareLoose,
  comparePep440,
  compareSemver,
  compareStrict,
  VersionProblem,
} from '../../support/version.ts';

const operators: ReadonlyMap<string, (c: number) => boolean> = new Map([
  ['==', (c) => c === 0],
  ['=', (c) => c === 0],
  ['eq', (c) => c === 0],
  ['<', (c) => c < 0],
  ['lt', (c) => c < 0],
  ['<=', (c) => c <= 0],
  ['le', (c) => c <= 0],
  ['>', (c) => c > 0],
  ['gt', (c) => c > 0],
  ['>=', (c) => c >= 0],
  ['ge', (c) => c >= 0],
  ['!=', (c) => c !== 0],
  ['<>', (c) => c !== 0],
  ['ne', (c) => c !== 0],
]);

const types: ReadonlyMap<string, Compare> = new Map([
  ['loose', compareLoose],
  ['strict', compareStrict],
  ['semver', compareSemver],
  ['semantic', compareSemver],
  ['pep440', comparePep440],
]);

const named = (names: Iterable<string>): string => Array.from(names, (n) => `'${n}'`).join(', ');

export default defineTest({
  doc: 'A version compares with another as the operator says; `version_type` is loose, strict, semver or pep440.',
  aliases: ['version_compare'],
  signature: "version_compare(value, version, operator='eq', strict=None, version_type=None)",
  run(_ctx, value, version, operator, strict, versionType) {
    if (strict !== null && versionType !== null)
      throw filterError("Cannot specify both 'strict' and 'version_type'");
    if (!truth(value!)) throw filterError('Input version value cannot be empty');
    if (!truth(version!)) throw filterError('Version parameter to compare against cannot be empty');
    const type = versionType === null ? (truth(strict!) ? 'strict' : 'loose') : str(versionType!);
    const compare = types.get(type);
    if (versionType !== null && !compare) {
      throw filterError(`Invalid version type (${type}). Must be one of ${named(types.keys())}`);
    }
    const holds = operators.get(str(operator!));
    if (!holds)
      throw filterError(
        `Invalid operator type (${str(operator!)}). Must be one of ${named(operators.keys())}`,
      );
    try {
      return holds(compare!(str(value!), str(version!)));
    } catch (e) {
      if (e instanceof VersionProblem) throw filterError(`Version comparison failed: ${e.message}`);
      throw e;
    }
  },
});
