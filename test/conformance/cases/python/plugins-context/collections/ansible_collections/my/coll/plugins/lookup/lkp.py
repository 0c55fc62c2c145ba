from __future__ import (absolute_import, division, print_function)
__metaclass__ = type
from ansible.plugins.lookup import LookupBase
from ansible.utils.display import Display
display = Display()
class LookupModule(LookupBase):
    def run(self, terms, variables, **kwargs):
        display.vvvv('hi there')
        display.warning('careful')
        f = self.find_file_in_search_path(variables, 'files', terms[0])
        return [open(f).read().strip(), list(k for k in variables if k == 'foo'), variables.get('nothere', 'dflt')]
