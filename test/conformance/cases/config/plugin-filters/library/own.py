from ansible.module_utils.basic import AnsibleModule

module = AnsibleModule(argument_spec=dict(a=dict()))
module.exit_json(changed=False, a=module.params['a'])
