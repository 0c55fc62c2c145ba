import { defineFilter } from '../../../jinja/define.ts';
import { pathPart, pathText } from '../../support/paths.ts';
import { environmentVariables } from '../../support/process-env.ts';

export default defineFilter({
  doc: 'A text with shell variables replaced by those of the control node; unknown names stay.',
  signature: 'expandvars(path)',
  volatile: true,
  run(_ctx, path) {
    const env = environmentVariables();
    return pathPart(
      path!,
      pathText(path!).replace(
        /\$(?:([A-Za-z0-9_]+)|\{([^}]*)\})/g,
        (m, plain, braced) => env[plain ?? braced] ?? m,
      ),
    );
  },
});
