from ansible.errors import AnsibleFilterError
def up(x, n=1): return x.upper()*n
def combine(*a, **k): return 'MY COMBINE'
def bad(x): raise AnsibleFilterError('bad thing %s' % x)
def bad2(x): raise ValueError('val %s' % x)
def bad3(x): return x + 1
def default(x, *a): return 'MYDEF'
class FilterModule(object):
    def filters(self):
        return {'up': up, 'combine': combine, 'bad': bad, 'bad2': bad2, 'bad3': bad3, 'default': default, 'ty': lambda x: type(x).__name__, 'flt': lambda x: 1.0, 'tup': lambda x: (1,2), 'st': lambda x: set([1])}
