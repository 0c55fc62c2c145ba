/** Validation of module arguments by their spec (src/module/define.ts), and masking of secrets in results. */
export { boolOf, CoerceError, coerce, sizeOf } from './coerce.ts';
export { specFromDict } from './from-dict.ts';
export { redact, redactMessage } from './redact.ts';
export { type ArgumentSpec, fileCommonOptions } from './spec.ts';
export { type TakenArguments, takeArguments } from './take.ts';
export {
  type ArgumentDeprecation,
  argumentErrors,
  invocationOf,
  unwrapArgument,
  type ValidatedArguments,
  type ValidateOptions,
  validateArguments,
  wantsEnvironment,
} from './validate.ts';
