from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'

    def v2_playbook_on_play_start(self, play):
        print('callback_plugins/timer')
