"""The base of callback plugins."""
import difflib
import json
import sys
from collections.abc import Mapping, MutableMapping
from copy import deepcopy

from ansible import constants as C
from ansible.parsing.ajson import AnsibleJSONEncoder
from ansible.plugins import AnsiblePlugin, get_plugin_class
from ansible.utils.color import stringc
from ansible.utils.display import Display
from ansible.vars.clean import module_response_deepcopy, strip_internal_keys
from ansible_ts import ask

__all__ = ['CallbackBase']

global_display = Display()
_DEBUG = frozenset(['debug', 'ansible.builtin.debug', 'ansible.legacy.debug'])
_BESIDE_MESSAGE = frozenset(['msg', 'exception', 'warnings', 'deprecations'])


def _states(value):
    """A side of a difference as lines."""
    lines = value.splitlines(True)
    if lines and not lines[-1].endswith('\n'):
        lines[-1] += '\n\\ No newline at end of file\n'
    return lines


class CallbackBase(AnsiblePlugin):
    def __init__(self, display=None, options=None):
        super().__init__()
        self._display = display or global_display
        self.disabled = False
        self.wants_implicit_tasks = False
        self._plugin_options = {}
        if options is not None:
            self.set_options(options)
        self._hide_in_debug = ('changed', 'failed', 'skipped', 'invocation', 'skip_reason')

    # options

    def set_options(self, task_keys=None, var_options=None, direct=None):
        super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)
        self._plugin_options = self._options

    def set_option(self, k, v):
        self._plugin_options[k] = v

    def get_option(self, k):
        return self._plugin_options[k]

    def set_play_context(self, play_context):
        pass

    # results as text

    _copy_result = staticmethod(deepcopy)

    @staticmethod
    def host_label(result):
        """The host, and where the task ran if that is another."""
        label = result._host.get_name()
        there = result._result.get('_ansible_delegated_vars', {}).get('ansible_delegated_host') \
            if isinstance(result._result.get('_ansible_delegated_vars'), dict) else None
        there = there or (result._task.delegate_to if result._task.delegate_to != label else None)
        if not there:
            return label
        address = (result._result.get('_ansible_delegated_vars') or {}).get('ansible_host')
        return '%s -> %s%s' % (label, there, '(%s)' % address if address and address != there else '')

    def _option_or(self, name, default):
        value = self._plugin_options.get(name)
        return default if value is None else value

    def _run_is_verbose(self, result, verbosity=0):
        inner = result._result
        return (self._display.verbosity > verbosity or inner.get('_ansible_verbose_always', False) is True) and \
            inner.get('_ansible_verbose_override', False) is False

    def _dump_results(self, result, indent=None, sort_keys=True, keep_invocation=False, serialize=True):
        form = self._option_or('result_format', 'json')
        pretty = self._plugin_options.get('pretty_results')
        if indent is None and (pretty or pretty is None and (
                result.get('_ansible_verbose_always') or self._display.verbosity > 2)):
            indent = 4
        shown = strip_internal_keys(module_response_deepcopy(result))
        dropped = ['exception']
        if self._display.verbosity < 3:
            dropped += ['diff'] if keep_invocation else ['invocation', 'diff']
        for key in dropped:
            shown.pop(key, None)
        if not serialize:
            return shown
        if form == 'yaml':
            lossy = pretty is None or pretty
            if lossy:
                for stream in ('stdout', 'stderr'):
                    if stream in shown and stream + '_lines' in shown:
                        shown[stream + '_lines'] = '<omitted>'
            text = ask('yaml_text', [shown, 4 if lossy else 2]) if shown else '{}\n'
            return '\n' + _indented(text.rstrip('\n'), 4 if indent is None else indent)
        try:
            return json.dumps(shown, cls=AnsibleJSONEncoder, indent=indent, ensure_ascii=False, sort_keys=sort_keys)
        except TypeError:
            # keys of several types have no order
            shown = {str(k): shown[k] for k in shown}
            shown = {k: shown[k] for k in sorted(shown)} if sort_keys else shown
            return json.dumps(shown, cls=AnsibleJSONEncoder, indent=indent, ensure_ascii=False)

    def _handle_warnings(self, res):
        if not C.ACTION_WARNINGS:
            return
        for warning in res.pop('warnings', None) or []:
            self._display.warning(warning)
        for note in res.pop('deprecations', None) or []:
            self._display.deprecated(**note)

    def _handle_exception(self, result, use_stderr=False):
        if 'exception' not in result:
            return
        text = str(result.pop('exception'))
        if self._display.verbosity < 3:
            message = ('An exception occurred during task execution. To see the full traceback, use -vvv. '
                       'The error was: %s' % text.strip().split('\n')[-1])
        else:
            message = 'The full traceback is:\n' + text
        self._display.display(message, color=C.COLOR_ERROR, stderr=use_stderr)

    def _serialize_diff(self, diff):
        if self._option_or('result_format', 'json') == 'yaml':
            return _indented(ask('yaml_text', [diff, 4]), 4)
        return json.dumps(diff, sort_keys=True, indent=4, separators=(',', ': ')) + '\n'

    def _get_diff(self, difflist):
        out = []
        for diff in difflist if isinstance(difflist, list) else [difflist]:
            out.append(self._one_diff(diff))
        return ''.join(out)

    def _one_diff(self, diff):
        out = []
        for side, name in (('dst', 'destination'), ('src', 'source')):
            if side + '_binary' in diff:
                out.append('diff skipped: %s file appears to be binary\n' % name)
        for side, name in (('dst', 'destination'), ('src', 'source')):
            if side + '_larger' in diff:
                out.append('diff skipped: %s file size is greater than %s\n' % (name, diff[side + '_larger']))
        if 'before' in diff and 'after' in diff:
            sides, heads = [], []
            for side in ('before', 'after'):
                value = diff[side]
                if isinstance(value, MutableMapping):
                    value = self._serialize_diff(value)
                sides.append(_states('' if value is None else str(value)))
                head = side + '_header'
                heads.append('%s: %s' % (side, diff[head]) if head in diff else side)
            lines = list(difflib.unified_diff(*sides, *heads, fromfiledate='', tofiledate='', n=C.DIFF_CONTEXT))
            colors = (('+', 'COLOR_DIFF_ADD'), ('-', 'COLOR_DIFF_REMOVE'), ('@@', 'COLOR_DIFF_LINES'))
            for line in lines:
                shade = next((c for mark, c in colors if line.startswith(mark)), None)
                out.append(line if shade is None else stringc(line, getattr(C, shade)))
            if lines:
                out.append('\n')
        if 'prepared' in diff:
            out.append(str(diff['prepared']))
        return ''.join(out)

    def _get_item_label(self, result):
        if result.get('_ansible_no_log', False):
            return '(censored due to no_log)'
        return result.get('_ansible_item_label', result.get('item'))

    def _get_item(self, result):
        return self._get_item_label(result)

    def _process_items(self, result):
        # every item is told by an event of its own
        del result._result['results']

    def _clean_results(self, result, task_name):
        """debug shows its message or its variable, nothing else."""
        if task_name not in _DEBUG:
            return
        if 'msg' in result:
            for key in [k for k in result if k not in _BESIDE_MESSAGE and not k.startswith('_')]:
                result.pop(key)
        else:
            for key in self._hide_in_debug:
                result.pop(key, None)

    def _print_task_path(self, task, color=None):
        path = task.get_path()
        if path:
            self._display.display('task path: %s' % path, color=color or C.COLOR_DEBUG)

    # the names of before 2.0: a plugin may have those only

    def on_any(self, *args, **kwargs):
        pass

    runner_on_failed = runner_on_ok = runner_on_skipped = runner_on_unreachable = runner_on_no_hosts = on_any
    runner_on_async_poll = runner_on_async_ok = runner_on_async_failed = on_any
    playbook_on_start = playbook_on_notify = playbook_on_no_hosts_matched = playbook_on_no_hosts_remaining = on_any
    playbook_on_task_start = playbook_on_vars_prompt = playbook_on_setup = playbook_on_import_for_host = on_any
    playbook_on_not_import_for_host = playbook_on_play_start = playbook_on_stats = on_file_diff = on_any

    # the names of today

    def v2_on_any(self, *args, **kwargs):
        self.on_any(args, kwargs)

    def v2_runner_on_failed(self, result, ignore_errors=False):
        self.runner_on_failed(result._host.get_name(), result._result, ignore_errors)

    def v2_runner_on_ok(self, result):
        self.runner_on_ok(result._host.get_name(), result._result)

    def v2_runner_on_skipped(self, result):
        self.runner_on_skipped(result._host.get_name(), self._get_item_label(getattr(result._result, 'results', {})))

    def v2_runner_on_unreachable(self, result):
        self.runner_on_unreachable(result._host.get_name(), result._result)

    def v2_runner_on_async_poll(self, result):
        self.runner_on_async_poll(result._host.get_name(), result._result, result._result.get('ansible_job_id'), 0)

    def v2_runner_on_async_ok(self, result):
        self.runner_on_async_ok(result._host.get_name(), result._result, result._result.get('ansible_job_id'))

    def v2_runner_on_async_failed(self, result):
        jid = result._result.get('ansible_job_id')
        if not jid and 'async_result' in result._result:
            jid = result._result['async_result'].get('ansible_job_id')
        self.runner_on_async_failed(result._host.get_name(), result._result, jid)

    def v2_playbook_on_start(self, playbook):
        self.playbook_on_start()

    def v2_playbook_on_notify(self, handler, host):
        self.playbook_on_notify(host, handler)

    def v2_playbook_on_no_hosts_matched(self):
        self.playbook_on_no_hosts_matched()

    def v2_playbook_on_no_hosts_remaining(self):
        self.playbook_on_no_hosts_remaining()

    def v2_playbook_on_task_start(self, task, is_conditional):
        self.playbook_on_task_start(task.name, is_conditional)

    def v2_playbook_on_cleanup_task_start(self, task):
        pass

    def v2_playbook_on_handler_task_start(self, task):
        pass

    def v2_playbook_on_vars_prompt(self, varname, private=True, prompt=None, encrypt=None, confirm=False,
                                   salt_size=None, salt=None, default=None, unsafe=None):
        self.playbook_on_vars_prompt(varname, private, prompt, encrypt, confirm, salt_size, salt, default, unsafe)

    def v2_playbook_on_import_for_host(self, result, imported_file):
        pass

    def v2_playbook_on_not_import_for_host(self, result, missing_file):
        pass

    def v2_playbook_on_play_start(self, play):
        self.playbook_on_play_start(play.name)

    def v2_playbook_on_stats(self, stats):
        self.playbook_on_stats(stats)

    def v2_on_file_diff(self, result):
        if 'diff' in result._result:
            self.on_file_diff(result._host.get_name(), result._result)

    def v2_playbook_on_include(self, included_file):
        pass

    def v2_runner_item_on_ok(self, result):
        pass

    def v2_runner_item_on_failed(self, result):
        pass

    def v2_runner_item_on_skipped(self, result):
        pass

    def v2_runner_retry(self, result):
        pass

    def v2_runner_on_start(self, host, task):
        pass


def _indented(text, blanks):
    return ''.join(' ' * blanks + line if line.strip() else line for line in text.splitlines(True))


if False:
    Mapping, get_plugin_class, sys
