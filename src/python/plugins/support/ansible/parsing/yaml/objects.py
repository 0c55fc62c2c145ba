"""Values as YAML files gave them; positions are not carried over."""


class AnsibleBaseYAMLObject:
    ansible_pos = (None, 0, 0)


class AnsibleMapping(AnsibleBaseYAMLObject, dict):
    pass


class AnsibleUnicode(AnsibleBaseYAMLObject, str):
    pass


class AnsibleSequence(AnsibleBaseYAMLObject, list):
    pass


class AnsibleVaultEncryptedUnicode(AnsibleUnicode):
    """Decrypted before a plugin sees it."""
