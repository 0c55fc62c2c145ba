from ansible.plugins.lookup import LookupBase
from ansible.errors import AnsibleError, AnsibleLookupError
DOCUMENTATION = r'''
name: lk
options:
  _terms: {description: t, required: true}
  depth: {description: d, type: int, default: 3}
  who: {description: x, type: str, vars: [{name: lk_who}], env: [{name: LK_WHO}]}
'''
class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kw):
        self.set_options(var_options=variables, direct=kw)
        if terms[0] == 'fail': raise AnsibleError('lk failed')
        if terms[0] == 'lfail': raise AnsibleLookupError('lk failed')
        if terms[0] == 'oops': raise ValueError('lk oops')
        return [[self.get_option('depth'), self.get_option('who'), sorted(kw), self._templar.template('{{ foo }}'), variables['foo'], terms]]
