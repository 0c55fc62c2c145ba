#!/usr/bin/python
def main():
    module = AnsibleModule(argument_spec=dict(a=dict()))
    module.exit_json(changed=False, a=module.params['a'], rc=module.run_command('echo hi; false', use_unsafe_shell=True))
from ansible.module_utils.basic import *
main()
