DOCUMENTATION = '''
name: mine
type: stdout
short_description: the default one with a mark
description: [x]
extends_documentation_fragment: [default_callback, result_format_callback]
'''
from ansible import constants as C
from ansible.plugins.callback.default import CallbackModule as Default


class CallbackModule(Default):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'mine'

    def v2_runner_on_ok(self, result):
        super().v2_runner_on_ok(result)
        self._display.display('  (mine)', color=C.COLOR_VERBOSE)

    def _get_item_label(self, result):
        return '<%s>' % super()._get_item_label(result)
