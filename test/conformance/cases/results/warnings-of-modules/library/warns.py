#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule
m = AnsibleModule(argument_spec={'old': {'removed_in_version': '9.9', 'removed_from_collection': 'acme.x'}, 'name': {'aliases': ['title']}})
m.warn('a warning that is long enough to be wrapped by the display at the width of eighty columns')
m.deprecate('a thing is old', version='3.0', collection_name='acme.things')
m.deprecate('a dated thing is old', date='2030-01-01', collection_name='acme.things')
m.exit_json(changed=False, ansible_facts={'made': 1})
