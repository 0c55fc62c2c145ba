from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'unasked'
    CALLBACK_NEEDS_WHITELIST = True

    def v2_playbook_on_start(self, playbook):
        print('not to be seen')
