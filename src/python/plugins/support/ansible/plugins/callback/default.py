"""The run as it is printed by default, for plugins that change parts of it."""
from os.path import basename

from ansible import constants as C
from ansible.playbook.task_include import TaskInclude
from ansible.plugins.callback import CallbackBase
from ansible.utils.color import colorize, hostcolor

DOCUMENTATION = '''
name: default
type: stdout
extends_documentation_fragment: [default_callback, result_format_callback]
'''


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'stdout'
    CALLBACK_NAME = 'default'

    def __init__(self):
        super().__init__()
        self._play = None
        self._last_task_banner = None
        self._last_task_name = None
        self._task_type_cache = {}

    def _stderr(self):
        return bool(self._option_or('display_failed_stderr', False))

    def _shows(self, name, default=True):
        return bool(self._option_or(name, default))

    # headlines

    def v2_playbook_on_start(self, playbook):
        from ansible import context
        if self._display.verbosity > 1:
            self._display.banner('PLAYBOOK: %s' % basename(playbook._file_name))
        if self._display.verbosity > 3:
            if context.CLIARGS.get('args'):
                self._display.display('Positional arguments: %s' % ' '.join(context.CLIARGS['args']),
                                      color=C.COLOR_VERBOSE, screen_only=True)
            for name, value in context.CLIARGS.items():
                if name != 'args' and value:
                    self._display.display('%s: %s' % (name, value), color=C.COLOR_VERBOSE, screen_only=True)
        if self._checking() and self._shows('check_mode_markers', False):
            self._display.banner('DRY RUN')

    def _checking(self):
        from ansible import context
        return bool(context.CLIARGS.get('check'))

    def _mark(self, node):
        return ' [CHECK MODE]' if node.check_mode and self._shows('check_mode_markers', False) else ''

    def v2_playbook_on_play_start(self, play):
        name = play.get_name().strip()
        self._play = play
        self._display.banner(('PLAY [%s]%s' % (name, self._mark(play))) if name else 'PLAY%s' % self._mark(play))

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._task_start(task, prefix='TASK')

    def v2_playbook_on_cleanup_task_start(self, task):
        self._task_start(task, prefix='CLEANUP TASK')

    def v2_playbook_on_handler_task_start(self, task):
        self._task_start(task, prefix='RUNNING HANDLER')

    def _task_start(self, task, prefix=None):
        if prefix is not None:
            self._task_type_cache[task._uuid] = prefix
        strategy = (self._play.strategy if self._play is not None else 'linear').rpartition('.')[2]
        if strategy in ('free', 'host_pinned'):
            # the headline waits for the first result
            self._last_task_name = None
            return
        self._last_task_name = task.get_name().strip()
        if self._shows('display_skipped_hosts') and self._shows('display_ok_hosts'):
            self._print_task_banner(task)

    def _print_task_banner(self, task):
        args = ''
        if not task.no_log and C.DISPLAY_ARGS_TO_STDOUT:
            args = ', '.join('%s=%s' % pair for pair in task.args.items())
            args = ' %s' % args if args else ''
        prefix = self._task_type_cache.get(task._uuid, 'TASK')
        name = self._last_task_name
        if name is None:
            name = task.get_name().strip()
        self._display.banner('%s [%s%s]%s' % (prefix, name, args, self._mark(task)))
        if self._display.verbosity >= 2:
            self._print_task_path(task)
        self._last_task_banner = task._uuid

    def _banner_once(self, task):
        if self._last_task_banner != task._uuid:
            self._print_task_banner(task)

    def v2_playbook_on_no_hosts_matched(self):
        self._display.display('skipping: no hosts matched', color=C.COLOR_SKIP)

    def v2_playbook_on_no_hosts_remaining(self):
        self._display.banner('NO MORE HOSTS LEFT')

    # results

    def v2_runner_on_start(self, host, task):
        if self._shows('show_per_host_start', False):
            self._display.display(' [started %s on %s]' % (task, host), color=C.COLOR_OK)

    def v2_runner_on_ok(self, result):
        if isinstance(result._task, TaskInclude):
            self._banner_once(result._task)
            return
        changed = bool(result._result.get('changed', False))
        if not changed and not self._shows('display_ok_hosts'):
            return
        self._banner_once(result._task)
        self._handle_warnings(result._result)
        if result._task.loop and 'results' in result._result:
            self._process_items(result)
            return
        self._clean_results(result._result, result._task.action)
        line = '%s: [%s]' % ('changed' if changed else 'ok', self.host_label(result))
        self._line(result, line, C.COLOR_CHANGED if changed else C.COLOR_OK)

    def _line(self, result, line, color):
        if self._run_is_verbose(result):
            line += ' => %s' % self._dump_results(result._result)
        self._display.display(line, color=color)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self._clean_results(result._result, result._task.action)
        self._banner_once(result._task)
        self._handle_exception(result._result, use_stderr=self._stderr())
        self._handle_warnings(result._result)
        if result._task.loop and 'results' in result._result:
            self._process_items(result)
        else:
            if self._display.verbosity < 2 and self._shows('show_task_path_on_failure', False):
                self._print_task_path(result._task)
            self._display.display('fatal: [%s]: FAILED! => %s' % (self.host_label(result),
                                                                  self._dump_results(result._result)),
                                  color=C.COLOR_ERROR, stderr=self._stderr())
        if ignore_errors:
            self._display.display('...ignoring', color=C.COLOR_SKIP)

    def v2_runner_on_unreachable(self, result):
        self._banner_once(result._task)
        self._display.display('fatal: [%s]: UNREACHABLE! => %s' % (self.host_label(result),
                                                                   self._dump_results(result._result)),
                              color=C.COLOR_UNREACHABLE, stderr=self._stderr())
        if result._task.ignore_unreachable:
            self._display.display('...ignoring', color=C.COLOR_SKIP)

    def v2_runner_on_skipped(self, result):
        if not self._shows('display_skipped_hosts'):
            return
        self._clean_results(result._result, result._task.action)
        self._banner_once(result._task)
        self._handle_warnings(result._result)
        if result._task.loop and 'results' in result._result:
            self._process_items(result)
        self._line(result, 'skipping: [%s]' % result._host.get_name(), C.COLOR_SKIP)

    def v2_runner_item_on_ok(self, result):
        if isinstance(result._task, TaskInclude):
            return
        changed = bool(result._result.get('changed', False))
        if not changed and not self._shows('display_ok_hosts'):
            return
        self._banner_once(result._task)
        self._handle_warnings(result._result)
        self._clean_results(result._result, result._task.action)
        self._line(result, '%s: [%s] => (item=%s)' % ('changed' if changed else 'ok', self.host_label(result),
                                                      self._get_item_label(result._result)),
                   C.COLOR_CHANGED if changed else C.COLOR_OK)

    def v2_runner_item_on_failed(self, result):
        self._banner_once(result._task)
        self._clean_results(result._result, result._task.action)
        self._handle_exception(result._result, use_stderr=self._stderr())
        self._handle_warnings(result._result)
        self._display.display('failed: [%s] (item=%s) => %s' % (self.host_label(result),
                                                                self._get_item_label(result._result),
                                                                self._dump_results(result._result)),
                              color=C.COLOR_ERROR, stderr=self._stderr())

    def v2_runner_item_on_skipped(self, result):
        if not self._shows('display_skipped_hosts'):
            return
        self._banner_once(result._task)
        self._clean_results(result._result, result._task.action)
        line = 'skipping: [%s] => (item=%s) ' % (result._host.get_name(), self._get_item_label(result._result))
        self._line(result, line, C.COLOR_SKIP)

    def v2_on_file_diff(self, result):
        inner = result._result
        if result._task.loop and 'results' in inner:
            found = [r for r in inner['results'] if r.get('diff') and r.get('changed', False)]
        else:
            found = [inner] if inner.get('diff') and inner.get('changed', False) else []
        for one in found:
            text = self._get_diff(one['diff'])
            if text:
                self._banner_once(result._task)
                self._display.display(text)

    def v2_playbook_on_include(self, included_file):
        line = 'included: %s for %s' % (included_file._filename, ', '.join(h.name for h in included_file._hosts))
        label = self._get_item_label(included_file._vars)
        if label:
            line += ' => (item=%s)' % label
        self._display.display(line, color=C.COLOR_SKIP)

    def v2_playbook_on_notify(self, handler, host):
        if self._display.verbosity > 1:
            self._display.display('NOTIFIED HANDLER %s for %s' % (handler.get_name(), host),
                                  color=C.COLOR_VERBOSE, screen_only=True)

    def v2_runner_retry(self, result):
        inner = result._result
        line = 'FAILED - RETRYING: [%s]: %s (%d retries left).' % (
            self.host_label(result), result.task_name or result._task, inner['retries'] - inner['attempts'])
        if self._run_is_verbose(result, verbosity=2):
            line += 'Result was: %s' % self._dump_results(inner)
        self._display.display(line, color=C.COLOR_DEBUG)

    def _async(self, what, result, more=''):
        jid = result._result.get('ansible_job_id')
        if not jid and isinstance(result._result.get('async_result'), dict):
            jid = result._result['async_result'].get('ansible_job_id')
        self._display.display('ASYNC %s on %s: jid=%s%s' % (what, result._host.get_name(), jid, more),
                              color=C.COLOR_DEBUG)

    def v2_runner_on_async_poll(self, result):
        self._async('POLL', result, ' started=%s finished=%s' % (result._result.get('started'),
                                                                 result._result.get('finished')))

    def v2_runner_on_async_ok(self, result):
        self._async('OK', result)

    def v2_runner_on_async_failed(self, result):
        self._async('FAILED', result)

    # the end

    def v2_playbook_on_stats(self, stats):
        self._display.banner('PLAY RECAP')
        cells = (('ok', 'ok', C.COLOR_OK), ('changed', 'changed', C.COLOR_CHANGED),
                 ('unreachable', 'unreachable', C.COLOR_UNREACHABLE), ('failed', 'failures', C.COLOR_ERROR),
                 ('skipped', 'skipped', C.COLOR_SKIP), ('rescued', 'rescued', C.COLOR_OK),
                 ('ignored', 'ignored', C.COLOR_WARN))
        for host in sorted(stats.processed):
            counts = stats.summarize(host)
            for colored in (True, False):
                line = ' '.join(colorize(label, counts[of], color if colored else None) for label, of, color in cells)
                self._display.display('%s : %s' % (hostcolor(host, counts, colored), line),
                                      screen_only=colored, log_only=not colored)
        self._display.display('', screen_only=True)
        if stats.custom and self._shows('show_custom_stats', False):
            self._custom(stats.custom)
        if self._checking() and self._shows('check_mode_markers', False):
            self._display.banner('DRY RUN')

    def _custom(self, custom):
        def flat(of):
            return self._dump_results(of, indent=1).replace('\n', '')
        self._display.banner('CUSTOM STATS: ')
        for host in sorted(h for h in custom if h != '_run'):
            self._display.display('\t%s: %s' % (host, flat(custom[host])))
        if '_run' in custom:
            self._display.display('', screen_only=True)
            self._display.display('\tRUN: %s' % flat(custom['_run']))
        self._display.display('', screen_only=True)
