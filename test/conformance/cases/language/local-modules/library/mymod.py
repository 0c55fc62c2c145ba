#!/usr/bin/python3
from ansible.module_utils.basic import AnsibleModule


def main():
    m = AnsibleModule(argument_spec=dict(name=dict(required=True)), supports_check_mode=True)
    if m.params["name"] == "fail":
        m.fail_json(msg="asked to fail", extra=1)
    m.exit_json(changed=True, greeting="hi " + m.params["name"])


main()
