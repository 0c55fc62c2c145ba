"""Names of before 2.0 only."""
from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'old'

    def on_any(self, *args, **kwargs):
        print('any', len(args))

    def playbook_on_start(self):
        print('old start')

    def playbook_on_play_start(self, name):
        print('old play', name)

    def playbook_on_task_start(self, name, is_conditional):
        print('old task', name, is_conditional)

    def runner_on_ok(self, host, res):
        print('old ok', host, res['msg'])

    def runner_on_skipped(self, host, item=None):
        print('old skipped', host, item)

    def runner_on_failed(self, host, res, ignore_errors=False):
        print('old failed', host, res['msg'], ignore_errors)

    def playbook_on_stats(self, stats):
        print('old stats', sorted(stats.processed))
