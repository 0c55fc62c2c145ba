"""Colours, as the run's own lines have them."""
from ansible_ts import ask


def __getattr__(name):
    if name == 'ANSIBLE_COLOR':
        return ask('has_color', None)
    raise AttributeError("module 'ansible.utils.color' has no attribute %r" % name)


def stringc(text, color, wrap_nonvisible_chars=False):
    if not ask('has_color', None):
        return text
    out = ask('paint', [text, color])
    return '\001%s\002' % out if wrap_nonvisible_chars else out


def colorize(lead, num, color):
    text = '%s=%-4s' % (lead, str(num))
    return stringc(text, color) if num != 0 and color is not None else text


def hostcolor(host, stats, color=True):
    if not color or not ask('has_color', None):
        return '%-26s' % host
    from ansible import constants as C
    if stats['failures'] != 0 or stats['unreachable'] != 0:
        shade = C.COLOR_ERROR
    else:
        shade = C.COLOR_CHANGED if stats['changed'] != 0 else C.COLOR_OK
    return '%-37s' % stringc(host, shade)
