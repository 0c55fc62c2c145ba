#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule
m = AnsibleModule(argument_spec={'mode': {'default': 'none'}})
m.exit_json(msg='mode ' + m.params['mode'], warnings=['mode ' + m.params['mode']])
