"""PyYAML's dumper for values of a run; needs PyYAML in the Python that runs plugins."""
import yaml

from ansible.parsing.yaml.objects import AnsibleMapping, AnsibleSequence, AnsibleUnicode
from ansible.utils.unsafe_proxy import AnsibleUnsafeBytes, AnsibleUnsafeText


class AnsibleDumper(yaml.SafeDumper):
    pass


for _text in (AnsibleUnicode, AnsibleUnsafeText):
    AnsibleDumper.add_representer(_text, lambda dumper, data: dumper.represent_str(str(data)))
AnsibleDumper.add_representer(AnsibleUnsafeBytes, lambda dumper, data: dumper.represent_binary(bytes(data)))
AnsibleDumper.add_representer(AnsibleMapping, lambda dumper, data: dumper.represent_dict(dict(data)))
AnsibleDumper.add_representer(AnsibleSequence, lambda dumper, data: dumper.represent_list(list(data)))
