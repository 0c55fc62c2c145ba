"""Versions that can be compared (written for ansible-ts)."""
from __future__ import absolute_import, division, print_function
import re


class Version(object):
    def __init__(self, vstring=None):
        if vstring:
            self.parse(vstring)

    def __repr__(self):
        return "%s ('%s')" % (self.__class__.__name__, self)

    def _compare(self, other):
        if not isinstance(other, Version):
            other = self.__class__(other)
        mine, theirs = self._key(), other._key()
        return (mine > theirs) - (mine < theirs)

    def __eq__(self, other):
        return self._compare(other) == 0

    def __ne__(self, other):
        return self._compare(other) != 0

    def __lt__(self, other):
        return self._compare(other) < 0

    def __le__(self, other):
        return self._compare(other) <= 0

    def __gt__(self, other):
        return self._compare(other) > 0

    def __ge__(self, other):
        return self._compare(other) >= 0

    __hash__ = None


class LooseVersion(Version):
    def parse(self, vstring):
        self.vstring = vstring
        parts = [p for p in re.split(r'(\d+|[a-z]+|\.)', vstring) if p and p != '.']
        self.version = [int(p) if p.isdigit() else p for p in parts]

    def _key(self):
        return self.version

    def __str__(self):
        return self.vstring


class StrictVersion(Version):
    _form = re.compile(r'^(\d+)\.(\d+)(?:\.(\d+))?(?:([ab])(\d+))?$')

    def parse(self, vstring):
        m = self._form.match(vstring)
        if not m:
            raise ValueError("invalid version number '%s'" % vstring)
        self.version = tuple(int(n or 0) for n in m.group(1, 2, 3))
        self.prerelease = (m.group(4), int(m.group(5))) if m.group(4) else None
        self.vstring = vstring

    def _key(self):
        return (self.version, self.prerelease or ('z', 0))

    def __str__(self):
        return self.vstring
