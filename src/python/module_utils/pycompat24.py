from __future__ import absolute_import, division, print_function
import sys


def get_exception():
    return sys.exc_info()[1]


from ast import literal_eval  # noqa
