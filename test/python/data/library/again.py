#!/usr/bin/python
import os
import sys

from ansible.module_utils.ansible_release import __version__
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils.common.respawn import has_respawned, probe_interpreters_for_module, respawn_module

module = AnsibleModule(argument_spec=dict(times=dict(type='int', default=1), word=dict()))
first = probe_interpreters_for_module(['/no/such/python', sys.executable], 'json')
if module.params['times'] == 2 or not has_respawned():
    other = os.path.join(module.tmpdir, 'other')
    os.symlink(first, other)
    respawn_module(other)
module.exit_json(
    version=__version__,
    word=module.params['word'],
    other=os.path.basename(sys.executable),
    none=probe_interpreters_for_module([sys.executable], 'no_such_module_anywhere'),
)
