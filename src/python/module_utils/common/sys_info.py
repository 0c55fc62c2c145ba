"""What system this is (written for ansible-ts)."""
from __future__ import absolute_import, division, print_function
import platform


def _os_release():
    out = {}
    for path in ('/etc/os-release', '/usr/lib/os-release'):
        try:
            with open(path) as f:
                for line in f:
                    if '=' in line:
                        k, v = line.strip().split('=', 1)
                        out[k] = v.strip('"\'')
            break
        except (IOError, OSError):
            continue
    return out


def get_distribution():
    system = platform.system()
    if system != 'Linux':
        return {'SunOS': 'Solaris'}.get(system, system)
    name = _os_release().get('ID', '')
    return {'rhel': 'Redhat', 'amzn': 'Amazon', 'ol': 'Oracle', '': 'OtherLinux'}.get(name, name.capitalize())


def get_distribution_version():
    return _os_release().get('VERSION_ID', '') if platform.system() == 'Linux' else None


def get_distribution_codename():
    info = _os_release()
    return info.get('VERSION_CODENAME') or info.get('UBUNTU_CODENAME') if platform.system() == 'Linux' else None


def get_platform_subclass(cls):
    """The most specific subclass for this platform and distribution."""
    system, distribution = platform.system(), get_distribution()
    todo, found = list(cls.__subclasses__()), []
    while todo:
        c = todo.pop()
        found.append(c)
        todo.extend(c.__subclasses__())
    if distribution is not None:
        for c in found:
            if getattr(c, 'distribution', None) == distribution and getattr(c, 'platform', None) == system:
                return c
    for c in found:
        if getattr(c, 'platform', None) == system and getattr(c, 'distribution', None) is None:
            return c
    return cls
