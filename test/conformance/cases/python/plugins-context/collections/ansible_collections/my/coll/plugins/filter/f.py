from ansible_collections.my.coll.plugins.module_utils.h import helper
from ..module_utils.h import helper as h2
class FilterModule(object):
    def filters(self): return {'hello': helper, 'hello2': h2}
