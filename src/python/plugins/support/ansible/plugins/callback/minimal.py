"""One block a result, as the command ansible prints it, for plugins that change parts of it."""
from ansible import constants as C
from ansible.plugins.callback import CallbackBase

DOCUMENTATION = '''
name: minimal
type: stdout
extends_documentation_fragment: [result_format_callback]
'''
_PLAIN = frozenset(p + n for p in ('', 'ansible.builtin.', 'ansible.legacy.', 'ansible.windows.')
                   for n in ('command', 'win_command', 'shell', 'win_shell', 'raw'))


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'minimal'

    def _command_generic_msg(self, host, result, caption):
        return '%s | %s | rc=%s >>\n%s%s%s\n' % (host, caption, result.get('rc', -1), result.get('stdout', ''),
                                                 result.get('stderr', ''), result.get('msg', ''))

    def _show(self, result, caption, color, mark=''):
        host = result._host.get_name()
        if result._task.action in _PLAIN and 'module_stderr' not in result._result and \
                'ansible_job_id' not in result._result:
            self._display.display(self._command_generic_msg(host, result._result, caption), color=color)
        else:
            self._display.display('%s | %s%s => %s' % (host, caption, mark,
                                                       self._dump_results(result._result, indent=4)), color=color)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._handle_exception(result._result)
        self._handle_warnings(result._result)
        self._show(result, 'FAILED', C.COLOR_ERROR, '!')

    def v2_runner_on_ok(self, result):
        self._clean_results(result._result, result._task.action)
        self._handle_warnings(result._result)
        if result._result.get('changed', False):
            self._show(result, 'CHANGED', C.COLOR_CHANGED)
        else:
            self._show(result, 'SUCCESS', C.COLOR_OK)

    def v2_runner_on_skipped(self, result):
        self._display.display('%s | SKIPPED' % result._host.get_name(), color=C.COLOR_SKIP)

    def v2_runner_on_unreachable(self, result):
        self._display.display('%s | UNREACHABLE! => %s' % (result._host.get_name(),
                                                           self._dump_results(result._result, indent=4)),
                              color=C.COLOR_UNREACHABLE)

    def v2_on_file_diff(self, result):
        if result._result.get('diff'):
            self._display.display(self._get_diff(result._result['diff']))
