import { defineFilter } from '../../../jinja/define.ts';
import { pathText } from '../../support/paths.ts';
import { environmentVariables } from '../../support/process-env.ts';

export default defineFilter({
  doc: "A text with `$NAME` and `${NAME}` replaced by the control node's environment; unknown names stay.",
  signature: 'expandvars(path)',
  volatile: true,
  run(_ctx, path) {
    const env = environmentVariables();
    return pathText(path!).replace(
      /\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})/g,
      (m, plain, braced) => env[plain ?? braced] ?? m,
    );
  },
});
