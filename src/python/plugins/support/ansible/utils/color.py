"""Colours, as the run's own lines have them."""
from ansible_ts import ask


def __getattr__(name):
    if name == 'ANSIBLE_COLOR':
        return ask('has_color', None)
    raise AttributeError("module 'ansible.utils.color' has no attribute %r" % name)


codeCodes = {'normal': '0'}
for _i, _name in enumerate(('black', 'red', 'green', 'yellow', 'blue', 'purple', 'cyan')):
    codeCodes[_name] = '0;3%d' % _i
    if _i:
        codeCodes['bright ' + _name] = '1;3%d' % _i
codeCodes.update({'magenta': '0;35', 'bright magenta': '1;35', 'white': '1;37', 'bright gray': '0;37',
                  'dark gray': '1;30'})


def parsecolor(color):
    """A colour's code: a name, `colorN`, `rgbRGB`, `grayN`."""
    if color.startswith('color'):
        return '38;5;%d' % int(color[5:])
    if color.startswith('rgb'):
        red, green, blue = (int(c) for c in color[3:6])
        return '38;5;%d' % (16 + 36 * red + 6 * green + blue)
    if color.startswith('gray'):
        return '38;5;%d' % (232 + int(color[4:]))
    return codeCodes[color]


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
