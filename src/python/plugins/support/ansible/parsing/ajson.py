"""JSON of what templates and modules give."""
import json
from collections.abc import Mapping
from datetime import date, datetime

from ansible.module_utils.common.text.converters import to_text


class AnsibleJSONEncoder(json.JSONEncoder):
    def __init__(self, preprocess_unsafe=False, vault_to_text=False, **kwargs):
        super().__init__(**kwargs)

    def default(self, o):
        if isinstance(o, Mapping):
            return dict(o)
        if isinstance(o, (date, datetime)):
            return o.isoformat()
        if isinstance(o, (set, frozenset)):
            return list(o)
        if isinstance(o, bytes):
            return to_text(o, errors='surrogate_or_strict')
        return super().default(o)


class AnsibleJSONDecoder(json.JSONDecoder):
    pass
