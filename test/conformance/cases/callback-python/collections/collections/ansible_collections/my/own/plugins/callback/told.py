DOCUMENTATION = '''
name: told
type: notification
short_description: x
description: [x]
'''
from ansible.plugins.callback import CallbackBase
from ansible_collections.my.own.plugins.module_utils.words import WORD


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'my.own.told'
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_play_start(self, play):
        print('collection', WORD, play)
