from __future__ import absolute_import, division, print_function
import os


def get_file_content(path, default=None, strip=True):
    try:
        with open(path) as f:
            data = f.read()
    except (IOError, OSError):
        return default
    if strip:
        data = data.strip()
    return data or default


def get_file_lines(path, strip=True, line_sep=None):
    data = get_file_content(path, strip=strip)
    if not data:
        return []
    if line_sep is None:
        return data.splitlines()
    # a single separator at the end ends the last line; a longer one begins another
    return (data.rstrip(line_sep) if len(line_sep) == 1 else data).split(line_sep)


def get_mount_size(mountpoint):
    try:
        s = os.statvfs(mountpoint)
    except OSError:
        return {}
    return {'size_total': s.f_frsize * s.f_blocks, 'size_available': s.f_frsize * s.f_bavail, 'block_size': s.f_bsize,
            'block_total': s.f_blocks, 'block_available': s.f_bavail, 'block_used': s.f_blocks - s.f_bavail,
            'inode_total': s.f_files, 'inode_available': s.f_favail, 'inode_used': s.f_files - s.f_favail}
