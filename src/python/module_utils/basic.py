# -*- coding: utf-8 -*-
"""What modules written in Python build on: AnsibleModule (written for ansible-ts; Python 2.7 and 3)."""
from __future__ import absolute_import, division, print_function
import atexit
import errno
import grp
import hashlib
import json
import locale
import os
import platform
import pwd
import re
import select
import shlex
import shutil
import signal
import stat
import subprocess
import sys
import tempfile
import time
import traceback
import types  # noqa  old modules take these from here
import datetime  # noqa

from ansible.module_utils.six import (PY2, PY3, b, binary_type, integer_types, iteritems, string_types, text_type)  # noqa
from ansible.module_utils.six.moves import map, reduce, shlex_quote  # noqa
from ansible.module_utils.common._collections_compat import KeysView, Mapping, MutableMapping, Sequence, MutableSequence, Set, MutableSet  # noqa
from ansible.module_utils.common.text.converters import (jsonify, to_bytes, to_native, to_text, container_to_bytes as json_dict_unicode_to_bytes,  # noqa
                                                         container_to_text as json_dict_bytes_to_unicode)  # noqa
from ansible.module_utils.common.text.formatters import SIZE_RANGES, bytes_to_human, human_to_bytes, lenient_lowercase  # noqa
from ansible.module_utils.common.parameters import (AnsibleFallbackNotFound, SpecResult, apply_spec, env_fallback, no_log_texts, remove_values,  # noqa
                                                    sanitize_keys)
from ansible.module_utils.common.validation import (check_missing_parameters, check_type_bool, check_type_bytes, check_type_dict, check_type_float,  # noqa
                                                    check_type_int, check_type_jsonarg, check_type_list, check_type_path, check_type_raw,
                                                    check_type_str, safe_eval)
from ansible.module_utils.common.process import get_bin_path
from ansible.module_utils.common.sys_info import get_distribution, get_distribution_version, get_platform_subclass  # noqa
from ansible.module_utils.common.warnings import deprecate, get_deprecation_messages, get_warning_messages, warn
from ansible.module_utils.parsing.convert_bool import BOOLEANS, BOOLEANS_FALSE, BOOLEANS_TRUE, boolean  # noqa

_ANSIBLE_ARGS = None
HAVE_SELINUX = os.path.exists('/sys/fs/selinux/enforce')
NoneType = type(None)
PASSWORD_MATCH = re.compile(r'^(?!.*lock)(.*[\W_])?(pass(?!ive)|secret|token|cryptkey)', re.I)
FILE_ATTRIBUTES = {'A': 'noatime', 'a': 'append', 'c': 'compressed', 'C': 'nocow', 'd': 'nodump', 'D': 'dirsync', 'e': 'extents',
                   'i': 'immutable', 'j': 'journalled', 'P': 'projinherit', 's': 'secure_deletion', 'S': 'sync', 't': 'notail',
                   'T': 'toplevel', 'u': 'undelete'}
PERM_BITS = 0o7777
EXEC_PERM_BITS = 0o111
DEFAULT_PERM = 0o666
FILE_COMMON_ARGUMENTS = dict(
    mode=dict(type='raw'), owner=dict(type='str'), group=dict(type='str'), seuser=dict(type='str'), serole=dict(type='str'),
    selevel=dict(type='str'), setype=dict(type='str'), attributes=dict(type='str', aliases=['attr']),
    unsafe_writes=dict(type='bool', default=False, fallback=(env_fallback, ['ANSIBLE_UNSAFE_WRITES'])),
)
MODULE_COMPLEX_ARGS = ''


def missing_required_lib(library, reason=None, url=None):
    text = "Failed to import the required Python library (%s) on %s's Python %s." % (library, platform.node(), sys.executable)
    if reason:
        text += ' This is required %s.' % reason
    if url:
        text += ' See %s for more info.' % url
    return text + (' Please read the module documentation and install it in the appropriate location. If the required library is installed, '
                   'but Ansible is using the wrong Python interpreter, please consult the documentation on ansible_python_interpreter')


def load_platform_subclass(cls, *args, **kwargs):
    return super(cls, get_platform_subclass(cls)).__new__(get_platform_subclass(cls))


def get_platform():
    return platform.system()


def get_all_subclasses(cls):
    found = set()
    todo = [cls]
    while todo:
        for c in todo.pop().__subclasses__():
            if c not in found:
                found.add(c)
                todo.append(c)
    return found


def get_exception():
    return sys.exc_info()[1]


def heuristic_log_sanitize(data, no_log_values=None):
    """Masks what looks like the password of a URL, and known secrets."""
    text = re.sub(r'(://[^/\s:@]*:)[^/\s@]*(?=@)', r'\1********', to_native(data))
    return remove_values(text, no_log_values) if no_log_values else text


def _load_params():
    raw = _ANSIBLE_ARGS
    if raw is None:
        if len(sys.argv) > 1 and os.path.isfile(sys.argv[1]):
            with open(sys.argv[1], 'rb') as f:
                raw = f.read()
        elif len(sys.argv) > 1:
            raw = to_bytes(sys.argv[1])
        else:
            raw = (sys.stdin.buffer if PY3 else sys.stdin).read()
    params = json.loads(to_text(raw))
    if PY2:
        params = json_dict_unicode_to_bytes(params)
    return params['ANSIBLE_MODULE_ARGS']


class AnsibleModule(object):
    def __init__(self, argument_spec, bypass_checks=False, no_log=False, mutually_exclusive=None, required_together=None, required_one_of=None,
                 add_file_common_args=False, supports_check_mode=False, required_if=None, required_by=None, check_invalid_arguments=None):
        self._name = os.path.basename(__file__)
        self.argument_spec = dict(argument_spec)
        self.supports_check_mode = supports_check_mode
        self.check_mode = False
        self.bypass_checks = bypass_checks
        self.no_log = no_log
        self.mutually_exclusive = mutually_exclusive
        self.required_together = required_together
        self.required_one_of = required_one_of
        self.required_if = required_if
        self.required_by = required_by
        self.cleanup_files = []
        self._debug = self._diff = False
        self._verbosity = 0
        self.run_command_environ_update = {}
        self.no_log_values = set()
        self.aliases = {}
        self._tmpdir = None
        self._remote_tmp = '~/.ansible/tmp'
        self._string_conversion_action = 'warn'
        self._selinux_special_fs = []
        self._syslog_facility = 'LOG_USER'
        self._socket_path = None
        self._shell = None
        self.ansible_version = ''
        if add_file_common_args:
            for k, v in FILE_COMMON_ARGUMENTS.items():
                self.argument_spec.setdefault(k, v)
        self.params = _load_params()
        self._take_internal()
        self._leave_lost_directory()
        try:
            locale.setlocale(locale.LC_ALL, '')
        except (locale.Error, ValueError):
            for name in ('C.UTF-8', 'C'):
                try:
                    locale.setlocale(locale.LC_ALL, name)
                except (locale.Error, ValueError):
                    continue
                os.environ['LANG'] = os.environ['LC_ALL'] = os.environ['LC_MESSAGES'] = name
                break
        if not self.bypass_checks:
            self._validate()
        if self.check_mode and not self.supports_check_mode:
            self.exit_json(skipped=True, msg="remote module (%s) does not support check mode" % self._name)
        for k, v in self.params.items():
            if PASSWORD_MATCH.search(k) and k in self.argument_spec and self.argument_spec[k].get('no_log') is None and \
                    self.argument_spec[k].get('type', 'str') not in ('bool',) and not self.argument_spec[k].get('choices'):
                self.warn('Module did not set no_log for %s' % k)

    def _take_internal(self):
        names = {'_ansible_check_mode': 'check_mode', '_ansible_no_log': 'no_log', '_ansible_debug': '_debug', '_ansible_diff': '_diff',
                 '_ansible_verbosity': '_verbosity', '_ansible_version': 'ansible_version', '_ansible_module_name': '_name',
                 '_ansible_syslog_facility': '_syslog_facility', '_ansible_selinux_special_fs': '_selinux_special_fs',
                 '_ansible_string_conversion_action': '_string_conversion_action', '_ansible_socket': '_socket_path',
                 '_ansible_shell_executable': '_shell', '_ansible_tmpdir': '_tmpdir', '_ansible_remote_tmp': '_remote_tmp',
                 '_ansible_keep_remote_files': '_keep_remote_files'}
        for k in [k for k in self.params if k.startswith('_ansible_')]:
            value = self.params.pop(k)
            if k == '_ansible_no_log':
                self.no_log = self.no_log or value
            elif k in names:
                setattr(self, names[k], value)

    def _validate(self):
        result = SpecResult()
        rules = dict(mutually_exclusive=self.mutually_exclusive, required_together=self.required_together, required_one_of=self.required_one_of,
                     required_if=self.required_if, required_by=self.required_by)
        apply_spec(self.argument_spec, self.params, result, rules=rules)
        self.no_log_values |= result.secrets
        for text in result.warnings:
            self.warn(text)
        for d in result.deprecations:
            deprecate(d['msg'], version=d['version'], date=d['date'], collection_name=d['collection_name'])
        errors = list(result.errors)
        if result.unsupported:
            errors.append('Unsupported parameters for (%s) module: %s. Supported parameters include: %s.' % (self._name, ', '.join(sorted(result.unsupported)), result.supported))
        if errors:
            self.fail_json(msg=errors[0])

    # ---- results -------------------------------------------------------------------------------------------------

    def warn(self, warning):
        warn(warning)
        self.log('[WARNING] %s' % warning)

    def deprecate(self, msg, version=None, date=None, collection_name=None):
        if version is not None and date is not None:
            raise AssertionError('implementation error -- version and date must not both be set')
        deprecate(msg, version=version, date=date, collection_name=collection_name)

    def _return_formatted(self, kwargs):
        for w in kwargs.pop('warnings', None) or []:
            warn(w if isinstance(w, string_types) else to_native(w))
        for d in kwargs.pop('deprecations', None) or []:
            if isinstance(d, Mapping):
                deprecate(d['msg'], version=d.get('version'), date=d.get('date'), collection_name=d.get('collection_name'))
            elif isinstance(d, (list, tuple)) and len(d) == 2:
                deprecate(d[0], version=d[1])
            else:
                deprecate(d)
        if 'invocation' not in kwargs:
            kwargs['invocation'] = {'module_args': self.params}
        if get_warning_messages():
            kwargs['warnings'] = list(get_warning_messages())
        if get_deprecation_messages():
            kwargs['deprecations'] = list(get_deprecation_messages())
        print('\n%s' % jsonify(remove_values(kwargs, self.no_log_values)))

    def exit_json(self, **kwargs):
        self.do_cleanup_files()
        self._return_formatted(kwargs)
        sys.exit(0)

    def fail_json(self, msg, **kwargs):
        kwargs['failed'] = True
        kwargs['msg'] = msg
        if 'exception' not in kwargs and sys.exc_info()[2] and (self._debug or self._verbosity >= 3):
            kwargs['exception'] = ''.join(traceback.format_exception(*sys.exc_info()))
        self.do_cleanup_files()
        self._return_formatted(kwargs)
        sys.exit(1)

    def fail_on_missing_params(self, required_params=None):
        try:
            check_missing_parameters(self.params, required_params)
        except TypeError as e:
            self.fail_json(msg=to_native(e))

    def log(self, msg, log_args=None):
        """Modules' syslog lines are not written: ansible-ts logs on the control side."""

    def debug(self, msg):
        pass

    def jsonify(self, data):
        try:
            return jsonify(data)
        except UnicodeError as e:
            self.fail_json(msg=to_text(e))

    def from_json(self, data):
        return json.loads(data)

    def boolean(self, arg):
        try:
            return boolean(arg)
        except TypeError as e:
            self.fail_json(msg=to_native(e))

    def safe_eval(self, value, locals=None, include_exceptions=False):
        return safe_eval(value, locals, include_exceptions)

    # ---- temporary files -----------------------------------------------------------------------------------------

    def _leave_lost_directory(self):
        # the directory may be gone, or not readable for who the module runs as
        try:
            if os.access(os.getcwd(), os.F_OK | os.R_OK):
                return
        except (IOError, OSError):
            pass
        for place in (lambda: self.tmpdir, lambda: os.path.expandvars('$HOME'), tempfile.gettempdir):
            try:
                if os.access(place(), os.F_OK | os.R_OK):
                    os.chdir(place())
                    return
            except (IOError, OSError):
                pass

    @property
    def tmpdir(self):
        if self._tmpdir is None:
            base = os.path.expanduser(os.path.expandvars(self._remote_tmp))
            if not os.path.exists(base):
                try:
                    os.makedirs(base, mode=0o700)
                except (OSError, IOError) as e:
                    self.warn('Unable to use %s as temporary directory, failing back to system: %s' % (base, to_native(e)))
                    base = None
            self._tmpdir = tempfile.mkdtemp(prefix='ansible-moduletmp-%s-' % time.time(), dir=base)
            atexit.register(shutil.rmtree, self._tmpdir, True)
        return self._tmpdir

    def add_cleanup_file(self, path):
        if path not in self.cleanup_files:
            self.cleanup_files.append(path)

    def do_cleanup_files(self):
        for path in self.cleanup_files:
            self.cleanup(path)

    def cleanup(self, tmpfile):
        if os.path.exists(tmpfile):
            try:
                os.unlink(tmpfile)
            except OSError as e:
                sys.stderr.write('could not cleanup %s: %s' % (tmpfile, to_native(e)))

    # ---- programs ------------------------------------------------------------------------------------------------

    def get_bin_path(self, arg, required=False, opt_dirs=None):
        try:
            return get_bin_path(arg, opt_dirs)
        except ValueError as e:
            if required:
                self.fail_json(msg=to_text(e))
            return None

    def _clean_args(self, args):
        words = shlex.split(to_native(args)) if isinstance(args, (text_type, binary_type)) else [to_native(a) for a in args]
        out, hide = [], False
        for w in words:
            if hide:
                out.append('********')
                hide = False
                continue
            if re.match(r'^(?<!\w)-{1,2}(?:[\w-]*)pass(?:word|wd)?', w):
                if '=' in w:
                    out.append(w.split('=', 1)[0] + '=********')
                    continue
                hide = True
            out.append(heuristic_log_sanitize(w, self.no_log_values))
        return ' '.join(shlex_quote(w) for w in out)

    def run_command(self, args, check_rc=False, close_fds=True, executable=None, data=None, binary_data=False, path_prefix=None, cwd=None,
                    use_unsafe_shell=False, prompt_regex=None, environ_update=None, umask=None, encoding='utf-8', errors='surrogate_or_strict',
                    expand_user_and_vars=True, pass_fds=None, before_communicate_callback=None, ignore_invalid_cwd=True, handle_exceptions=True):
        if not isinstance(args, (list, tuple, binary_type, text_type)):
            self.fail_json(rc=257, cmd=args, msg="Argument 'args' to run_command must be list or string")
        if use_unsafe_shell:
            if isinstance(args, (list, tuple)):
                args = ' '.join(shlex_quote(to_native(a)) for a in args)
            shell = executable or self._shell or '/bin/sh'
            argv, executable = [shell, '-c', args], None
        else:
            argv = shlex.split(to_native(args)) if isinstance(args, (text_type, binary_type)) else [to_native(a) for a in args]
            if expand_user_and_vars:
                argv = [os.path.expanduser(os.path.expandvars(a)) for a in argv if a is not None]
        argv = [to_bytes(a, errors='surrogate_or_strict') for a in argv]
        env = os.environ.copy()
        env.update((k, to_native(v)) for k, v in self.run_command_environ_update.items())
        env.update((k, to_native(v)) for k, v in (environ_update or {}).items())
        if path_prefix:
            env['PATH'] = '%s:%s' % (path_prefix, env.get('PATH', ''))
        options = {}
        if cwd:
            where = os.path.abspath(os.path.expanduser(cwd))
            if os.path.isdir(where):
                options['cwd'] = where
            elif not ignore_invalid_cwd:
                self.fail_json(rc=258, msg='Provided cwd is not a valid directory: %s' % where)
        prompt = None
        if prompt_regex:
            try:
                prompt = re.compile(to_bytes(prompt_regex), re.MULTILINE)
            except re.error:
                self.fail_json(msg='invalid prompt regular expression given to run_command')

        def prepare():
            if PY2:
                signal.signal(signal.SIGPIPE, signal.SIG_DFL)
            if umask is not None:
                os.umask(umask)
        if PY3 and pass_fds:
            options['pass_fds'] = pass_fds
        try:
            cmd = subprocess.Popen(argv, executable=executable, stdin=subprocess.PIPE if data is not None else None, stdout=subprocess.PIPE,
                                   stderr=subprocess.PIPE, close_fds=close_fds, env=env, preexec_fn=prepare if PY2 or umask is not None else None, **options)
        except (OSError, IOError) as e:
            if not handle_exceptions:
                raise
            self.fail_json(rc=e.errno, stdout='', stderr='', msg=to_native(e), cmd=self._clean_args(args))
        except Exception as e:
            if not handle_exceptions:
                raise
            self.fail_json(rc=257, stdout='', stderr='', msg=to_native(e), exception=traceback.format_exc(), cmd=self._clean_args(args))
        if before_communicate_callback:
            before_communicate_callback(cmd)
        send = b'' if data is None else to_bytes(data)
        if data is not None and not binary_data:
            send += b'\n'
        stdout, stderr, asked = self._communicate(cmd, send, prompt)
        if asked:
            if encoding is not None:
                stdout = to_native(stdout, encoding=encoding, errors=errors)
            return (257, stdout, 'A prompt was encountered while running a command, but no input data was specified')
        rc = cmd.returncode
        if rc != 0 and check_rc:
            msg = heuristic_log_sanitize(stderr.rstrip(), self.no_log_values)
            self.fail_json(cmd=self._clean_args(args), rc=rc, stdout=to_native(stdout), stderr=to_native(stderr), msg=msg)
        if encoding is not None:
            return (rc, to_native(stdout, encoding=encoding, errors=errors), to_native(stderr, encoding=encoding, errors=errors))
        return (rc, stdout, stderr)

    def _communicate(self, cmd, send, prompt):
        """Both outputs at once; a child left in the background does not hold it up for long."""
        found = {cmd.stdout.fileno(): [], cmd.stderr.fileno(): []}
        readable = list(found)
        writable = []
        if cmd.stdin is not None:
            writable = [cmd.stdin.fileno()]
            if not send:
                cmd.stdin.close()
                writable = []
        while readable:
            r, w, _unused = select.select(readable, writable, [], 1)
            for fd in w:
                try:
                    send = send[os.write(fd, send[:4096]):]
                except OSError as e:
                    if e.errno != errno.EPIPE:
                        raise
                    send = b''
                if not send:
                    cmd.stdin.close()
                    writable = []
            for fd in r:
                chunk = os.read(fd, 65536)
                if chunk:
                    found[fd].append(chunk)
                else:
                    readable.remove(fd)
            if prompt is not None and cmd.stdin is None and prompt.search(b''.join(found[cmd.stdout.fileno()])):
                out = b''.join(found[cmd.stdout.fileno()])
                cmd.kill()
                cmd.wait()
                return out, b'', True
            if not r and cmd.poll() is not None:
                break
        cmd.wait()
        out, err = b''.join(found[cmd.stdout.fileno()]), b''.join(found[cmd.stderr.fileno()])
        cmd.stdout.close()
        cmd.stderr.close()
        return out, err, False

    # ---- files ---------------------------------------------------------------------------------------------------

    def load_file_common_arguments(self, params, path=None):
        path = path or params.get('path') or params.get('dest')
        if path is None:
            return {}
        path = os.path.expanduser(os.path.expandvars(path))
        if os.path.islink(path):
            path = os.path.realpath(path)
        context = [params.get(k) for k in ('seuser', 'serole', 'setype')]
        if self.selinux_mls_enabled():
            context.append(params.get('selevel'))
        default = self.selinux_default_context(path) if self.selinux_enabled() else []
        context = [(default[i] if c == '_default' and i < len(default) else c) for i, c in enumerate(context)]
        return dict(path=path, mode=params.get('mode'), owner=params.get('owner'), group=params.get('group'), seuser=params.get('seuser'),
                    serole=params.get('serole'), setype=params.get('setype'), selevel=params.get('selevel'), secontext=context,
                    attributes=params.get('attributes', params.get('attr')))

    def selinux_enabled(self):
        return HAVE_SELINUX

    def selinux_mls_enabled(self):
        return HAVE_SELINUX and os.path.exists('/sys/fs/selinux/mls')

    def selinux_initial_context(self):
        return [None, None, None] + ([None] if self.selinux_mls_enabled() else [])

    def selinux_context(self, path):
        context = self.selinux_initial_context()
        if not self.selinux_enabled():
            return context
        rc, out, _err = self.run_command(['stat', '-L', '-c', '%C', path])
        return out.strip().split(':', 3) if rc == 0 and ':' in out else context

    def selinux_default_context(self, path, mode=0):
        context = self.selinux_initial_context()
        tool = self.get_bin_path('matchpathcon') if self.selinux_enabled() else None
        if tool is None:
            return context
        rc, out, _err = self.run_command([tool, '-n', path])
        return out.strip().split(':', 3) if rc == 0 and ':' in out else context

    def is_special_selinux_path(self, path):
        where = os.path.realpath(path)
        best = ('', '')
        try:
            with open('/proc/mounts') as f:
                for line in f:
                    parts = line.split()
                    if where == parts[1] or where.startswith(parts[1].rstrip('/') + '/'):
                        if len(parts[1]) >= len(best[0]):
                            best = (parts[1], parts[2])
        except (IOError, OSError):
            return (False, None)
        if any(fs in best[1] for fs in self._selinux_special_fs):
            return (True, self.selinux_context(best[0]))
        return (False, None)

    def set_context_if_different(self, path, context, changed, diff=None):
        if not self.selinux_enabled() or not any(context):
            return changed
        now = self.selinux_context(path)
        wanted = [w if w is not None else (now[i] if i < len(now) else None) for i, w in enumerate(context)]
        if now[:len(wanted)] == wanted:
            return changed
        if not self.check_mode:
            rc, _out, err = self.run_command(['chcon', '-h', ':'.join(w or '' for w in wanted), path])
            if rc != 0:
                self.fail_json(path=path, msg='invalid selinux context: %s' % err.strip(), new_context=wanted, cur_context=now, input_was=context)
        return True

    def set_default_selinux_context(self, path, changed):
        if not self.selinux_enabled():
            return changed
        return self.set_context_if_different(path, self.selinux_default_context(path), changed)

    def user_and_group(self, path, expand=True):
        st = os.lstat(os.path.expanduser(os.path.expandvars(path)) if expand else path)
        return (st.st_uid, st.st_gid)

    def find_mount_point(self, path):
        where = os.path.realpath(os.path.expanduser(os.path.expandvars(path)))
        while not os.path.ismount(where):
            where = os.path.dirname(where)
        return where

    def check_file_absent_if_check_mode(self, path):
        return self.check_mode and not os.path.exists(path)

    def _note(self, diff, key, before, after):
        if diff is not None:
            diff.setdefault('before', {})[key] = before
            diff.setdefault('after', {})[key] = after

    def _set_id_if_different(self, path, name, changed, diff, kind, expand):
        if name is None:
            return changed
        where = os.path.expanduser(os.path.expandvars(path)) if expand else path
        if self.check_file_absent_if_check_mode(where):
            return True
        owner = kind == 'owner'
        try:
            wanted = int(name)
        except ValueError:
            try:
                wanted = pwd.getpwnam(name).pw_uid if owner else grp.getgrnam(name).gr_gid
            except KeyError:
                self.fail_json(path=path, msg='%s failed: failed to look up %s %s' % ('chown' if owner else 'chgrp', 'user' if owner else 'group', name))
        now = self.user_and_group(where, False)[0 if owner else 1]
        if now == wanted:
            return changed
        self._note(diff, kind, now, wanted)
        if not self.check_mode:
            try:
                os.lchown(where, wanted if owner else -1, -1 if owner else wanted)
            except (IOError, OSError) as e:
                self.fail_json(path=path, msg='%s failed: %s' % ('chown' if owner else 'chgrp', to_text(e)) if owner else 'chgrp failed')
        return True

    def set_owner_if_different(self, path, owner, changed, diff=None, expand=True):
        return self._set_id_if_different(path, owner, changed, diff, 'owner', expand)

    def set_group_if_different(self, path, group, changed, diff=None, expand=True):
        return self._set_id_if_different(path, group, changed, diff, 'group', expand)

    @classmethod
    def _symbolic_mode_to_octal(cls, path_stat, symbolic_mode):
        mode = stat.S_IMODE(path_stat.st_mode)
        umask = os.umask(0)
        os.umask(umask)
        directory = stat.S_ISDIR(path_stat.st_mode)
        shift = {'u': 6, 'g': 3, 'o': 0}
        special = {'u': stat.S_ISUID, 'g': stat.S_ISGID}
        for part in symbolic_mode.split(','):
            m = re.match(r'^([ugoa]*)((?:[-+=][rwxXstugo]*)+)$', part)
            if not m:
                raise ValueError("bad symbolic permission for mode: %s" % part)
            who = m.group(1).replace('a', 'ugo') or 'ugo'
            for op, perms in re.findall(r'([-+=])([rwxXstugo]*)', m.group(2)):
                for w in who:
                    bits = 0
                    for p in perms:
                        if p in 'rwx':
                            bits |= {'r': 4, 'w': 2, 'x': 1}[p] << shift[w]
                        elif p == 'X' and (directory or path_stat.st_mode & EXEC_PERM_BITS):
                            bits |= 1 << shift[w]
                        elif p == 's':
                            bits |= special.get(w, 0)
                        elif p == 't':
                            bits |= stat.S_ISVTX if w == 'o' or who == 'ugo' else 0
                        elif p in 'ugo':
                            bits |= ((mode >> shift[p]) & 7) << shift[w]
                    if not m.group(1):
                        bits &= ~umask
                    if op == '+':
                        mode |= bits
                    elif op == '-':
                        mode &= ~bits
                    else:
                        mode = (mode & ~((7 << shift[w]) | special.get(w, stat.S_ISVTX))) | bits
        return mode

    def set_mode_if_different(self, path, mode, changed, diff=None, expand=True):
        if mode is None:
            return changed
        where = os.path.expanduser(os.path.expandvars(path)) if expand else path
        if self.check_file_absent_if_check_mode(where):
            return True
        st = os.lstat(where)
        if not isinstance(mode, int):
            try:
                mode = int(mode, 8)
            except Exception:
                try:
                    mode = self._symbolic_mode_to_octal(st, mode)
                except Exception as e:
                    self.fail_json(path=path, msg='mode must be in octal or symbolic form', details=to_native(e))
        if mode != stat.S_IMODE(mode):
            self.fail_json(path=path, msg='Invalid mode supplied, only permission info is allowed', details=mode)
        now = stat.S_IMODE(st.st_mode)
        if now == mode:
            return changed
        self._note(diff, 'mode', '0%03o' % now, '0%03o' % mode)
        if self.check_mode:
            return True
        if stat.S_ISLNK(st.st_mode):
            return changed
        try:
            os.chmod(where, mode)
        except OSError as e:
            self.fail_json(path=path, msg='chmod failed', details=to_native(e))
        return changed or stat.S_IMODE(os.lstat(where).st_mode) != now

    def get_file_attributes(self, path, include_version=True):
        tool = self.get_bin_path('lsattr', False)
        if not tool:
            return {}
        rc, out, _err = self.run_command([tool, '-vd' if include_version else '-d', path])
        words = out.split()
        at = 1 if include_version else 0
        if rc != 0 or len(words) <= at:
            return {}
        flags = words[at].replace('-', '').strip()
        found = {'attr_flags': flags, 'attributes': [FILE_ATTRIBUTES[f] for f in flags if f in FILE_ATTRIBUTES]}
        if include_version:
            found['version'] = words[0].strip()
        return found

    def set_attributes_if_different(self, path, attributes, changed, diff=None, expand=True):
        if attributes is None:
            return changed
        where = os.path.expanduser(os.path.expandvars(path)) if expand else path
        if self.check_file_absent_if_check_mode(where):
            return True
        now = self.get_file_attributes(where, include_version=False).get('attr_flags', '')
        op, wanted = ('=', attributes) if attributes[:1] not in ('-', '+', '=') else (attributes[0], attributes[1:])
        if (op == '=' and now == wanted) or (op == '-' and not set(now) & set(wanted)) or (op == '+' and set(wanted) <= set(now)):
            return changed
        tool = self.get_bin_path('chattr')
        if tool:
            self._note(diff, 'attributes', now, '%s%s' % (op, wanted))
            if not self.check_mode:
                rc, out, err = self.run_command([tool, '%s%s' % (op, wanted), where])
                if rc != 0 or err:
                    self.fail_json(path=path, msg='chattr failed', details='Error while setting attributes: %s' % (out + err))
        return True

    def set_fs_attributes_if_different(self, file_args, changed, diff=None, expand=True):
        path = file_args['path']
        changed = self.set_context_if_different(path, file_args['secontext'], changed, diff)
        changed = self.set_owner_if_different(path, file_args['owner'], changed, diff, expand)
        changed = self.set_group_if_different(path, file_args['group'], changed, diff, expand)
        changed = self.set_mode_if_different(path, file_args['mode'], changed, diff, expand)
        return self.set_attributes_if_different(path, file_args['attributes'], changed, diff, expand)

    set_file_attributes_if_different = set_directory_attributes_if_different = set_fs_attributes_if_different

    def add_path_info(self, kwargs):
        path = kwargs.get('path', kwargs.get('dest'))
        if path is None or not os.path.exists(path):
            if path is not None:
                kwargs['state'] = 'absent'
            return kwargs
        st = os.lstat(path)
        kwargs.update(uid=st.st_uid, gid=st.st_gid, mode='0%03o' % stat.S_IMODE(st.st_mode), size=st.st_size)
        try:
            kwargs['owner'] = pwd.getpwuid(st.st_uid)[0]
        except KeyError:
            kwargs['owner'] = str(st.st_uid)
        try:
            kwargs['group'] = grp.getgrgid(st.st_gid)[0]
        except KeyError:
            kwargs['group'] = str(st.st_gid)
        if os.path.islink(path):
            kwargs['state'] = 'link'
        elif os.path.isdir(path):
            kwargs['state'] = 'directory'
        elif st.st_nlink > 1:
            kwargs['state'] = 'hard'
        else:
            kwargs['state'] = 'file'
        if self.selinux_enabled():
            kwargs['secontext'] = ':'.join(c or '' for c in self.selinux_context(path))
        return kwargs

    def is_executable(self, path):
        return bool((os.stat(path)[stat.ST_MODE]) & EXEC_PERM_BITS)

    def digest_from_file(self, filename, algorithm):
        if not os.path.exists(filename):
            return None
        if os.path.isdir(filename):
            self.fail_json(msg="attempted to take checksum of directory: %s" % filename)
        digest = algorithm
        if not hasattr(algorithm, 'update'):
            try:
                digest = hashlib.new(algorithm)
            except ValueError:
                self.fail_json(msg="Could not hash file '%s' with algorithm '%s'." % (filename, algorithm))
        with open(os.path.realpath(filename), 'rb') as f:
            for chunk in iter(lambda: f.read(65536), b''):
                digest.update(chunk)
        return digest.hexdigest()

    def md5(self, filename):
        return self.digest_from_file(filename, 'md5')

    def sha1(self, filename):
        return self.digest_from_file(filename, 'sha1')

    def sha256(self, filename):
        return self.digest_from_file(filename, 'sha256')

    def preserved_copy(self, src, dest):
        shutil.copy2(src, dest)
        if self.selinux_enabled():
            self.set_context_if_different(dest, self.selinux_context(src), False)
        st = os.stat(src)
        try:
            os.chown(dest, st.st_uid, st.st_gid)
            os.chmod(dest, stat.S_IMODE(st.st_mode))
        except OSError as e:
            if e.errno != errno.EPERM:
                raise

    def backup_local(self, fn):
        if not os.path.exists(fn):
            return ''
        name = '%s.%s.%s' % (fn, os.getpid(), time.strftime('%Y-%m-%d@%H:%M:%S~', time.localtime(time.time())))
        try:
            self.preserved_copy(fn, name)
        except (shutil.Error, IOError) as e:
            self.fail_json(msg='Could not make backup of %s to %s: %s' % (fn, name, to_native(e)))
        return name

    def append_to_file(self, filename, text):
        with open(os.path.expandvars(os.path.expanduser(filename)), 'a') as f:
            f.write(text)

    def atomic_move(self, src, dest, unsafe_writes=False, keep_dest_attrs=True):
        """Replaces dest by src; an existing dest keeps its mode and owner, a new one gets those of the process."""
        exists = os.path.exists(dest)
        kept = os.stat(dest) if exists else None
        context = None
        if self.selinux_enabled():
            context = self.selinux_context(dest) if exists else self.selinux_default_context(dest)
        if exists:
            self._take_owner(src, kept)
        try:
            os.rename(src, dest)
        except (IOError, OSError) as e:
            if e.errno not in (errno.EPERM, errno.EXDEV, errno.EACCES, errno.ETXTBSY, errno.EBUSY):
                self.fail_json(msg='Could not replace file: %s to %s: %s' % (src, dest, to_native(e)), exception=traceback.format_exc())
            self._replace_by_copy(src, dest, kept, context, unsafe_writes)
        if not exists:
            mask = os.umask(0)
            os.umask(mask)
            os.chmod(dest, DEFAULT_PERM & ~mask)
            try:
                os.chown(dest, os.geteuid(), os.getegid())
            except OSError:
                pass
        if context is not None:
            self.set_context_if_different(dest, context, False)
        return True

    def _take_owner(self, path, st):
        try:
            os.chown(path, st.st_uid, st.st_gid)
        except OSError as e:
            if e.errno != errno.EPERM:
                raise
        try:
            os.chmod(path, stat.S_IMODE(st.st_mode))
        except OSError as e:
            if e.errno != errno.EPERM:
                raise

    def _replace_by_copy(self, src, dest, kept, context, unsafe_writes):
        try:
            fd, beside = tempfile.mkstemp(prefix='.ansible_tmp', suffix=os.path.basename(dest), dir=os.path.dirname(dest) or '.')
            os.close(fd)
        except (OSError, IOError) as e:
            if unsafe_writes:
                return self._write_over(src, dest)
            self.fail_json(msg='The destination directory (%s) is not writable by the current user. Error was: %s' % (os.path.dirname(dest), to_native(e)), exception=traceback.format_exc())
        try:
            try:
                shutil.copy2(src, beside)
                if context is not None:
                    self.set_context_if_different(beside, context, False)
                if kept is not None:
                    self._take_owner(beside, kept)
            except (shutil.Error, OSError, IOError) as e:
                if unsafe_writes:
                    return self._write_over(src, dest)
                self.fail_json(msg='Failed to replace file: %s to %s: %s' % (src, dest, to_native(e)), exception=traceback.format_exc())
            try:
                os.rename(beside, dest)
            except (shutil.Error, OSError, IOError) as e:
                if unsafe_writes and e.errno == errno.EBUSY:
                    self._write_over(beside, dest)
                else:
                    self.fail_json(msg='Unable to make %s into to %s, failed final rename from %s: %s' % (src, dest, beside, to_native(e)), exception=traceback.format_exc())
            self.cleanup(src)
        finally:
            self.cleanup(beside)

    def _write_over(self, src, dest):
        try:
            with open(dest, 'wb') as out, open(src, 'rb') as data:
                shutil.copyfileobj(data, out)
        except (shutil.Error, OSError, IOError) as e:
            self.fail_json(msg='Could not write data to file (%s) from (%s): %s' % (dest, src, to_native(e)), exception=traceback.format_exc())

    def bytes_to_human(self, size):
        return bytes_to_human(size)

    pretty_bytes = bytes_to_human

    def human_to_bytes(self, number, isbits=False):
        return human_to_bytes(number, isbits)

    def get_buffer_size(self, fd):
        return 65536


get_module_path = lambda: os.path.dirname(os.path.realpath(__file__))  # noqa


def __getattr__(name):
    # names that old modules expect and that are costly or rare
    if name == 'syslog':
        import syslog
        return syslog
    raise AttributeError(name)
