import { notices } from '../../errors/notices.ts';
import { asText } from '../../value/text.ts';
import type { Dict } from '../../value/types.ts';
import { type ModuleDefinition, ModuleFailure } from '../define.ts';
import { type ValidatedArguments, type ValidateOptions, validateArguments } from './validate.ts';

/** Arguments made ready, and why the module refuses them to which an action hands them on (`leniently`). */
export interface TakenArguments {
  readonly validated: ValidatedArguments;
  readonly refused: ModuleFailure | undefined;
}

function refusalOf(run: () => unknown): ModuleFailure | undefined {
  try {
    run();
  } catch (e) {
    if (e instanceof ModuleFailure) return e;
    throw e;
  }
  return undefined;
}

/**
 * Takes a module's arguments as Ansible does: first what its action says to them, then the options. Throws
 * ModuleFailure (or the action's error in Python); where the action refuses nothing, `refused` keeps what the module
 * behind it will say, and what no module will ever say is a warning.
 */
export function takeArguments(
  module: ModuleDefinition<unknown>,
  args: Dict,
  options: ValidateOptions,
): TakenArguments {
  module.beforeArguments?.(args);
  if (!module.leniently) return { validated: validateArguments(module, args, options), refused: undefined };
  let validated: ValidatedArguments | undefined;
  const own = refusalOf(() => {
    validated = validateArguments(module, args, options);
  });
  if (own === undefined) return { validated: validated as ValidatedArguments, refused: undefined };
  validated = validateArguments(module, args, { ...options, lenient: true });
  const to = module.leniently.handsOn?.(args);
  if (to === undefined) {
    notices().warning(`${own.message} ${options.moduleName} goes on without it.`);
    return { validated, refused: undefined };
  }
  const passed = new Map([...args].filter(([k]) => !to.keeps.includes(asText(k) ?? '')));
  const refused = refusalOf(() => validateArguments(to.spec, passed, { ...options, moduleName: to.name }));
  return { validated, refused };
}
