import os

from ansible.errors import AnsibleError


def unfrackpath(path, follow=True, basedir=None):
    if isinstance(path, bytes):
        path = os.fsdecode(path)
    base = os.getcwd() if basedir is None else os.fspath(basedir)
    if os.path.isfile(base):
        base = os.path.dirname(base)
    path = os.path.expanduser(os.path.expandvars(path))
    path = os.path.join(base, path)
    return os.path.normpath(os.path.realpath(path) if follow else path)


def makedirs_safe(path, mode=None):
    try:
        os.makedirs(unfrackpath(path), exist_ok=True, **({} if mode is None else {'mode': mode}))
    except OSError as e:
        raise AnsibleError('Unable to create local directories(%s): %s' % (path, e))


def basedir(source):
    path = os.path.expanduser(os.fspath(source))
    return os.path.abspath(path if os.path.isdir(path) else os.path.dirname(path) or '.')


def is_subpath(child, parent, real=False):
    clean = os.path.realpath if real else os.path.abspath
    return (clean(child) + os.sep).startswith(clean(parent).rstrip(os.sep) + os.sep)
