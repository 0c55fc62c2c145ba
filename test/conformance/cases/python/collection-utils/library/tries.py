#!/usr/bin/python
from ansible.module_utils.basic import AnsibleModule

try:
    from ansible_collections.my.utils.plugins.module_utils.words import word
except ImportError:
    word = None
try:
    from ansible_collections.no.such.plugins.module_utils.words import word as other
except ImportError:
    other = None


def main():
    module = AnsibleModule(argument_spec={})
    module.exit_json(changed=False, word=word and word(), other=other)


if __name__ == '__main__':
    main()
