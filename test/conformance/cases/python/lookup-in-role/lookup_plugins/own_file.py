from ansible.plugins.lookup import LookupBase
class LookupModule(LookupBase):
    def run(self, terms, variables=None, **kwargs):
        return [str(self.find_file_in_search_path(variables, 'files', t)) for t in terms]
