from __future__ import absolute_import, division, print_function
import os


def get_bin_path(arg, opt_dirs=None, required=None):
    """Full path of a program; ValueError where it is not found."""
    dirs = [d for d in opt_dirs or [] if d is not None and os.path.exists(d)]
    dirs += os.environ.get('PATH', '').split(os.pathsep)
    for extra in ('/sbin', '/usr/sbin', '/usr/local/sbin'):
        if extra not in dirs and os.path.exists(extra):
            dirs.append(extra)
    for d in dirs:
        path = os.path.join(d, arg)
        if d and os.path.exists(path) and not os.path.isdir(path) and os.access(path, os.X_OK):
            return path
    raise ValueError('Failed to find required executable "%s" in paths: %s' % (arg, os.pathsep.join(dirs)))
