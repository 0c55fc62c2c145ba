import { defineFilter } from '../../../jinja/define.ts';
import { ansibleError } from '../../errors.ts';

export default defineFilter({
  doc: 'Output of a command as data. Its parsers are a Python library that is not here: it always fails.',
  signature: 'jc_filter(data, parser, quiet=True, raw=False)',
  run() {
    throw ansibleError(
      'You need to install "jc" as a Python library on the Ansible controller prior to running jc filter',
    );
  },
});
