"""
Serves callback plugins: loads them, makes one object of each, and tells them the events of the run on the main thread,
in order. What a plugin prints goes to the side that writes the run's own lines, so that the order is kept.
"""
import io
import itertools
import json
import os
import queue
import signal
import sys
import threading

import ansible_ts
from ansible_ts import _decode, _error, _load, send_line

# what the run is like: verbosity, columns and the like, as the first request told it
run = {}
_plugins = {}
_work = queue.Queue()
_asked = {}
_numbers = itertools.count(1)


class _Stream(io.RawIOBase):
    """Standard output or error, written by the side that shows the run."""

    def __init__(self, name, number):
        super().__init__()
        self._name = name
        self._number = number

    def writable(self):
        return True

    def fileno(self):
        return self._number

    def isatty(self):
        return os.isatty(self._number)

    def write(self, data):
        text = bytes(data).decode('utf-8', 'surrogateescape').encode('utf-8', 'replace').decode('utf-8')
        send_line({'say': self._name, 'text': text})
        return len(data)


def _stream(name, number, line_buffering):
    raw = io.BufferedWriter(_Stream(name, number), 65536)
    return io.TextIOWrapper(raw, encoding='utf-8', errors='surrogateescape', line_buffering=line_buffering)


def _ask(what, value):
    number = next(_numbers)
    replies = _asked[number] = queue.Queue()
    ansible_ts._send({'ask': number, 'what': what, 'value': ansible_ts._encode(value)})
    reply = replies.get()
    if 'error' in reply:
        raise ansible_ts._exception(reply['error'])
    return _decode(reply['value'])


def _read(source):
    for line in source:
        message = json.loads(line.decode('utf-8'))
        if 'reply' in message:
            replies = _asked.pop(message['reply'], None)
            if replies is not None:
                replies.put(message)
        else:
            _work.put(message)
    _work.put(None)


def _interrupted(number, frame):
    sys.exit(99 if number == signal.SIGINT else 143)


def serve(source):
    """Answers requests until the other side closes; the interpreter then ends as it does after a run."""
    sys.stdout, sys.stderr = _stream('stdout', 1, False), _stream('stderr', 2, True)
    sys.__stdout__, sys.__stderr__ = sys.stdout, sys.stderr
    ansible_ts._streams.extend([sys.stdout, sys.stderr])
    ansible_ts._asker.append(_ask)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupted)
    threading.Thread(target=_read, args=(source,), daemon=True).start()
    while True:
        request = _work.get()
        if request is None:
            break
        try:
            answer = {'value': _tasks[request['do']](request)}
        except SystemExit as e:
            answer = {'exit': e.code if isinstance(e.code, int) else 0 if e.code is None else 1}
            if isinstance(e.code, str):
                print(e.code, file=sys.stderr)
        except Exception as e:
            answer = {'error': _error(e)}
        ansible_ts._send(answer)
    # what plugins do when they go is still shown
    _plugins.clear()
    for stream in ansible_ts._streams:
        stream.flush()


# --- loading ------------------------------------------------------------------------------------------------------

def _begin(request):
    run.update(_decode(request['run']))
    sys.argv = list(run['argv'])
    ansible_ts._collections(request['collections'])
    return None


def _import(request):
    """What a file's plugin says of itself; an error where it has no CallbackModule."""
    # every file is a module of its own, though two may have one name
    module = _load(request['path'], request['name'])
    kind = module.CallbackModule
    needs = getattr(kind, 'CALLBACK_NEEDS_ENABLED', getattr(kind, 'CALLBACK_NEEDS_WHITELIST', False))
    return {'type': str(getattr(kind, 'CALLBACK_TYPE', '')), 'needs': bool(needs)}


def _make(request):
    module = ansible_ts._modules[request['path']]
    plugin = module.CallbackModule()
    for name, value in (('_load_name', request['plugin']), ('_original_path', request['path']),
                        ('_redirected_names', request['names'])):
        setattr(plugin, name, value)
    plugin._ts_kind = 'callback'
    plugin.set_options()
    _plugins[request['key']] = plugin
    return {'disabled': bool(getattr(plugin, 'disabled', False)), 'events': _wanted(plugin)}


def _differs(plugin, name):
    """Whether a plugin has a method of its own of that name."""
    from ansible.plugins.callback import CallbackBase
    own = getattr(plugin, name, None)
    return own is not None and getattr(own, '__func__', own) is not getattr(CallbackBase, name, None)


def _wanted(plugin):
    if _differs(plugin, 'v2_on_any') or _differs(plugin, 'on_any'):
        return list(_methods)
    found = []
    for event, method in _methods.items():
        old = method[3:] if method != 'v2_on_file_diff' else 'on_file_diff'
        if _differs(plugin, method) or _differs(plugin, old):
            found.append(event)
    return found


_methods = {
    'playbook_start': 'v2_playbook_on_start',
    'play_start': 'v2_playbook_on_play_start',
    'task_start': 'v2_playbook_on_task_start',
    'handler_task_start': 'v2_playbook_on_handler_task_start',
    'cleanup_task_start': 'v2_playbook_on_cleanup_task_start',
    'runner_start': 'v2_runner_on_start',
    'runner_ok': 'v2_runner_on_ok',
    'runner_failed': 'v2_runner_on_failed',
    'runner_skipped': 'v2_runner_on_skipped',
    'runner_unreachable': 'v2_runner_on_unreachable',
    'item_ok': 'v2_runner_item_on_ok',
    'item_failed': 'v2_runner_item_on_failed',
    'item_skipped': 'v2_runner_item_on_skipped',
    'retry': 'v2_runner_retry',
    'async_poll': 'v2_runner_on_async_poll',
    'async_ok': 'v2_runner_on_async_ok',
    'async_failed': 'v2_runner_on_async_failed',
    'file_diff': 'v2_on_file_diff',
    'include': 'v2_playbook_on_include',
    'notify': 'v2_playbook_on_notify',
    'no_hosts_matched': 'v2_playbook_on_no_hosts_matched',
    'no_hosts_remaining': 'v2_playbook_on_no_hosts_remaining',
    'vars_prompt': 'v2_playbook_on_vars_prompt',
    'stats': 'v2_playbook_on_stats',
}


# --- events -------------------------------------------------------------------------------------------------------

def _arguments(event, data):
    """Positional and named arguments of an event's method."""
    import ansible_ts_objects as objects
    if event == 'playbook_start':
        return [objects.Playbook(data)], {}
    if event == 'play_start':
        return [objects.Play(data)], {}
    if event == 'task_start':
        return [objects.task_of(data['task'])], {'is_conditional': data['conditional']}
    if event in ('handler_task_start', 'cleanup_task_start'):
        return [objects.task_of(data['task'])], {}
    if event == 'runner_start':
        return [objects.Host(data['host']), objects.task_of(data['task'])], {}
    if event == 'runner_failed':
        return [objects.TaskResult.of(data)], {'ignore_errors': data['ignore']}
    if event == 'include':
        return [objects.IncludedFile(data)], {}
    if event == 'notify':
        handler, host = objects.task_of(data['task']), objects.Host(data['host'])
        handler.notified_hosts = [host]
        return [handler, host], {}
    if event == 'vars_prompt':
        return [data['name']], data['more']
    if event == 'stats':
        return [objects.AggregateStats(data)], {}
    return ([objects.TaskResult.of(data)] if 'result' in data else []), {}


def _event(request):
    import ansible_ts_objects as objects
    event = request['event']
    if event == 'play_start':
        objects.current_play = None
    for key in request['keys']:
        plugin = _plugins[key]
        # each has objects of its own: what one plugin changes another does not see
        args, kwargs = _arguments(event, _decode(request['data']))
        if event == 'play_start':
            objects.current_play = args[0]
        for name in (_methods[event], 'v2_on_any'):
            method = getattr(plugin, name, None)
            if method is not None:
                _tell(plugin, name, method, args, kwargs)
    return None


def _tell(plugin, name, method, args, kwargs):
    try:
        method(*args, **kwargs)
    except Exception as e:
        import traceback
        from ansible.utils.display import Display
        display = Display()
        display.warning('Failure using method (%s) in callback plugin (%s): %s' % (name, plugin, e))
        display.vvv('Callback Exception: \n' + ' '.join(traceback.format_tb(e.__traceback__)))


_tasks = {'begin': _begin, 'import': _import, 'make': _make, 'event': _event}
