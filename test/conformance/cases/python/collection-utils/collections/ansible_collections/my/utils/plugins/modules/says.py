#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule
from ansible_collections.my.utils.plugins.module_utils.words import word

from ..module_utils.deeper.more import twice


def main():
    module = AnsibleModule(argument_spec=dict(secret=dict(no_log=True, default='hush-hush')), supports_check_mode=True)
    module.exit_json(changed=False, word=word(), twice=twice(), told='it is hush-hush')


if __name__ == '__main__':
    main()
