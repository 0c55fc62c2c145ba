from ansible.module_utils.six import text_type
from ansible.module_utils.local_package.inner import mark


def shout(text):
    return text_type(text).upper() + mark
