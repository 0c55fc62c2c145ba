import shlex

from ansible.errors import AnsibleParserError


def split_args(args):
    try:
        lexer = shlex.shlex(args, posix=False, punctuation_chars='')
        lexer.whitespace_split = True
        lexer.commenters = ''
        return list(lexer)
    except ValueError as e:
        raise AnsibleParserError('failed at splitting arguments, either an unbalanced jinja2 block or quotes: %s (%s)'
                                 % (args, e))


def parse_kv(args, check_raw=False):
    from ansible.parsing.quoting import unquote
    out, raw = {}, []
    for word in split_args(args or ''):
        name, eq, value = word.partition('=')
        if eq and name:
            out[name.strip()] = unquote(value.strip())
        else:
            raw.append(word)
    if raw:
        out['_raw_params'] = ' '.join(raw)
    return out
