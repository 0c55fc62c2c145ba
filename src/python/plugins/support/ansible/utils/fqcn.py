def add_internal_fqcns(names):
    """Names as written and with the collections that mean Ansible itself."""
    out = []
    for name in names:
        out.append(name)
        if '.' not in name:
            out += ['ansible.builtin.%s' % name, 'ansible.legacy.%s' % name]
    return out
