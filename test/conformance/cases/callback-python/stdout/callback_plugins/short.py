from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'short'

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._display.display(task.get_name() + ':', newline=False)

    def v2_runner_on_ok(self, result):
        self._handle_warnings(result._result)
        self._display.display(' ok')

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._display.display(' failed', stderr=True)

    def v2_runner_on_skipped(self, result):
        self._display.display(' skipped')

    def v2_on_file_diff(self, result):
        if result._result.get('diff'):
            self._display.display(self._get_diff(result._result['diff']))

    def v2_playbook_on_stats(self, stats):
        self._display.display('%s' % stats.summarize('h'))
