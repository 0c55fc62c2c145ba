import type { Role } from '../../playbook/role.ts';
import type { Value } from '../../value/types.ts';
import { overVars } from './over.ts';

type Vars = Map<string, Value>;

const join = (maps: readonly Vars[]): Vars => {
  let out: Vars = new Map();
  for (const m of maps) if (m.size > 0) out = out.size === 0 ? new Map(m) : overVars(out, m);
  return out;
};

/** defaults/main.yml of the role's dependencies, of the roles that brought it, and its own. */
export function roleDefaults(role: Role, chain: readonly Role[] | undefined): Vars {
  return join([
    ...role.dependencies.map((d) => roleDefaults(d, undefined)),
    ...(chain ?? []).map((r) => r.defaults),
    role.defaults,
  ]);
}

/** vars/main.yml of the roles that brought it, of its dependencies, and its own; then `vars` beside the role. */
export function roleVars(role: Role, chain: readonly Role[] | undefined): Vars {
  return join([
    ...(chain ?? []).filter((r) => r !== role).map((r) => join([r.roleVars, r.vars])),
    ...role.allDependencies().map((d) => roleVars(d, undefined)),
    role.vars,
    role.roleVars,
  ]);
}

/** Parameters given beside the role's name, along the chain. */
export function roleParams(role: Role, chain: readonly Role[] | undefined): Vars {
  return join([...(chain ?? []).filter((r) => r !== role).map((r) => r.params), role.params]);
}
