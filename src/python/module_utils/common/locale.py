from __future__ import absolute_import, division, print_function


def get_best_parsable_locale(module, preferences=None, raise_on_locale=False):
    """The best locale of the host whose output can be parsed: C.utf8, en_US.utf8, C, POSIX."""
    found = 'C'
    try:
        locale = module.get_bin_path('locale')
        if not locale:
            raise RuntimeWarning("Could not find 'locale' tool")
        rc, out, err = module.run_command([locale, '-a'])
        if rc != 0:
            raise RuntimeWarning("Unable to get locale information, rc=%s: %s" % (rc, err))
        have = out.strip().splitlines()
        for wanted in preferences or ['C.utf8', 'C.UTF-8', 'en_US.utf8', 'en_US.UTF-8', 'C', 'POSIX']:
            if wanted in have:
                return wanted
    except RuntimeWarning:
        if raise_on_locale:
            raise
    return found
