"""Tells every event with what its objects answer."""
import json

from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'aggregate'
    CALLBACK_NAME = 'teller'

    def v2_playbook_on_start(self, playbook):
        print('playbook', playbook._file_name, [p.get_name() for p in playbook.get_plays()])

    def v2_playbook_on_play_start(self, play):
        self.play = play
        print('play', play.get_name(), play.name, play.hosts, play.strategy, play.vars, play.serial, play.gather_facts,
              [r.get_name() for r in play.get_roles()], len(play._uuid))
        found = play.get_variable_manager().get_vars(play=play)
        print('vars', found['pv'], found['vars']['pv'], play.get_variable_manager().extra_vars)
        print('tasks', play.get_tasks())

    def v2_playbook_on_task_start(self, task, is_conditional):
        print('task', task, repr(task.name), task.get_name(), task.action, task.args, sorted(task.tags), task.loop, task.when,
              task.no_log, task._role, task.register, is_conditional, task.get_path().rsplit('/', 1)[1],
              task._parent._play.get_name())

    def v2_playbook_on_handler_task_start(self, task):
        print('handler', task, task.get_name(), type(task).__name__)

    def v2_runner_on_start(self, host, task):
        print('start', host, host.get_name(), task.get_name(), host.vars['color'], [g.name for g in host.groups])

    def _told(self, what, result, more=''):
        shown = {k: v for k, v in result._result.items() if k in (
            'msg', 'changed', 'stdout', 'censored', 'skip_reason', 'item', 'attempts', 'include', 'rc')}
        print(what, result._host, result.task_name, result._task.action, json.dumps(shown, sort_keys=True),
              result.is_changed(), bool(result.is_failed()), bool(result.is_skipped()), result.is_unreachable(),
              result._task_fields['name'], result._task_fields['args'].get('_raw_params'),
              self._get_item_label(result._result), more)

    def v2_runner_on_ok(self, result):
        self._told('ok', result)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._told('failed', result, ignore_errors)

    def v2_runner_on_skipped(self, result):
        self._told('skipped', result)

    def v2_runner_on_unreachable(self, result):
        self._told('unreachable', result)

    def v2_runner_item_on_ok(self, result):
        self._told('item', result)

    def v2_runner_item_on_failed(self, result):
        self._told('item failed', result)

    def v2_runner_item_on_skipped(self, result):
        self._told('item skipped', result)

    def v2_runner_retry(self, result):
        self._told('retry', result)

    def v2_playbook_on_notify(self, handler, host):
        print('notify', handler, host)

    def v2_playbook_on_include(self, included_file):
        print('include', included_file._filename.rsplit('/', 1)[1], included_file._hosts, included_file._args,
              included_file._task)

    def v2_on_file_diff(self, result):
        print('diff', result._host, 'diff' in result._result)

    def v2_playbook_on_no_hosts_matched(self):
        print('no hosts')

    def v2_playbook_on_stats(self, stats):
        print('stats', sorted(stats.processed), stats.ok, stats.failures, stats.dark, stats.changed, stats.skipped,
              stats.ignored, stats.rescued, stats.custom)
        for host in sorted(stats.processed):
            print(host, sorted(stats.summarize(host).items()))
