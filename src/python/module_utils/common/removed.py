from __future__ import absolute_import, division, print_function
import json
import sys


def removed_module(removed_in, msg='This module has been removed. The module documentation for Ansible-%(version)s may contain hints for porting'):
    print(json.dumps({'failed': True, 'msg': msg % {'version': removed_in}}))
    sys.exit(1)
