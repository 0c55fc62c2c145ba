import atexit
import threading
import time

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_TYPE = 'notification'
    CALLBACK_NEEDS_ENABLED = True

    def v2_playbook_on_stats(self, stats):
        threading.Thread(target=self._late).start()
        atexit.register(print, 'at exit')

    def _late(self):
        time.sleep(0.3)
        self._display.display('late')
