#!/usr/bin/python
def main():
    module = AnsibleModule(argument_spec=dict(a=dict()))
    module.exit_json(changed=False, a=module.params['a'])

#<<INCLUDE_ANSIBLE_MODULE_COMMON>>
main()
