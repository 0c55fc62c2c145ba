from ansible.module_utils.six import *
