"""Jinja2's own filters as functions: the work is done on the other side."""
from ansible_ts import builtin_filter
from .utils import pass_context as contextfilter, pass_environment as environmentfilter


def __getattr__(name):
    if name.startswith('_') or name == 'FILTERS':
        raise AttributeError(name)
    f = builtin_filter(name[3:] if name.startswith('do_') else name)
    if name in _with_environment:
        return lambda environment, *args, **kwargs: f(*args, **kwargs)
    return f


_with_environment = ('do_groupby', 'do_unique', 'do_min', 'do_max', 'do_sort', 'do_sum', 'do_map', 'do_select',
                     'do_reject', 'do_selectattr', 'do_rejectattr', 'do_random', 'do_first', 'do_last', 'do_attr')
