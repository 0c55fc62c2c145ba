#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule
m = AnsibleModule(argument_spec={'x': {'type': 'int'}}, supports_check_mode=True)
m.exit_json(changed=m.params['x'] > 1, x=m.params['x'])
