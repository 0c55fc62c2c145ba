"""Addresses and masks of networks."""
import re
from socket import inet_aton
from struct import pack, unpack

VALID_MASKS = [2 ** 8 - 2 ** i for i in range(0, 9)]


def is_netmask(val):
    """Whether a text is a dotted mask, each part of which may stand in one."""
    parts = str(val).split('.')
    return len(parts) == 4 and all(re.match(r'^\d+$', p) and int(p) in VALID_MASKS for p in parts)


def is_masklen(val):
    """Whether a value is a mask's length."""
    try:
        return 0 <= int(val) <= 32
    except ValueError:
        return False


def to_bits(val):
    """A dotted mask as its 32 binary digits."""
    return ''.join('{0:08b}'.format(int(part)) for part in str(val).split('.'))


def to_netmask(val):
    """A mask's length as a dotted mask."""
    if not is_masklen(val):
        raise ValueError('invalid value for masklen')
    bits = (0xffffffff << (32 - int(val))) & 0xffffffff
    return '.'.join(str((bits >> shift) & 255) for shift in (24, 16, 8, 0))


def to_masklen(val):
    """A dotted mask's length."""
    if not is_netmask(val):
        raise ValueError('invalid value for netmask: %s' % val)
    return to_bits(val).count('1')


def to_subnet(addr, mask, dotted_notation=False):
    """The network that an address lies in, with its mask's length or, dotted, its mask."""
    length = int(mask) if is_masklen(mask) else to_masklen(mask)
    dotted = to_netmask(mask) if is_masklen(mask) else mask
    base = pack('>I', unpack('>I', inet_aton(addr))[0] & unpack('>I', inet_aton(dotted))[0])
    network = '.'.join(str(b) for b in bytearray(base))
    return '%s %s' % (network, to_netmask(length)) if dotted_notation else '%s/%s' % (network, length)


def to_ipv6_subnet(addr):
    """The first 64 bits of an address."""
    return _first_groups(addr, 4)


def to_ipv6_network(addr):
    """The first 48 bits of an address."""
    return _first_groups(addr, 3)


def _first_groups(addr, count):
    groups = [g for g in addr.partition('::')[0].split(':') if g]
    return ':'.join(groups[:count]) + '::'
