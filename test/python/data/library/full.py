#!/usr/bin/python
# -*- coding: utf-8 -*-
from __future__ import absolute_import, division, print_function
import os
from ansible.module_utils.basic import AnsibleModule
from ansible.module_utils._text import to_text
from ansible.module_utils.six import iteritems, string_types
from ansible.module_utils.six.moves.urllib.parse import urlparse
from ansible.module_utils.parsing.convert_bool import boolean
from ansible.module_utils.local_helper import shout
from ansible.module_utils.urls import fetch_url, url_argument_spec
try:
    from ansible.module_utils.not_there import nothing
except ImportError:
    nothing = None


def main():
    spec = url_argument_spec()
    spec.update(
        action=dict(type='str', required=True, choices=['write', 'echo', 'crash', 'run', 'fail', 'url']),
        path=dict(type='path'), content=dict(default=''), items=dict(type='list', elements='int'), secret=dict(no_log=True),
        nested=dict(type='list', elements='dict', options=dict(name=dict(required=True), port=dict(type='int', default=80), on=dict(type='bool'))),
        flag=dict(type='bool', aliases=['switch']), extra=dict(type='dict'), size=dict(type='bytes'),
    )
    module = AnsibleModule(argument_spec=spec, add_file_common_args=True, supports_check_mode=True,
                           required_if=[('action', 'write', ['path'])], mutually_exclusive=[['items', 'extra']], required_together=[['url_username', 'url_password']])
    p = module.params
    if p['action'] == 'write':
        changed = not os.path.exists(p['path']) or open(p['path']).read() != p['content']
        if changed and not module.check_mode:
            tmp = os.path.join(module.tmpdir, 'x')
            with open(tmp, 'w') as f:
                f.write(p['content'])
            module.atomic_move(tmp, p['path'])
        changed = module.set_fs_attributes_if_different(module.load_file_common_arguments(p), changed)
        module.exit_json(changed=changed, path=p['path'], sha1=module.sha1(p['path']) if os.path.exists(p['path']) else None, tmp=module.tmpdir)
    if p['action'] == 'crash':
        raise RuntimeError('kaputt ' + (p['secret'] or ''))
    if p['action'] == 'fail':
        module.fail_json(msg='no: %s' % p['secret'], rc=7)
    if p['action'] == 'run':
        rc, out, err = module.run_command(['sh', '-c', 'cat; echo "$FOO"; echo err >&2; exit 3'], data='in', environ_update={'FOO': 'bar'})
        rc2, out2, err2 = module.run_command('echo one | tr a-z A-Z', use_unsafe_shell=True)
        module.exit_json(ran=[rc, out, err], shell=out2, sh=bool(module.get_bin_path('sh', required=True)))
    if p['action'] == 'url':
        response, info = fetch_url(module, p['url'])
        module.exit_json(status=info['status'], body=to_text(response.read()) if response else None, netloc=urlparse(p['url']).netloc)
    module.exit_json(loud=shout(u'gr\u00fc\u00df'), items_=p['items'], nested=p['nested'], flag=p['flag'], size=p['size'], true=boolean('yes'), extra=p['extra'],
                     nothing=nothing, pairs=sorted(k for k, v in iteritems({'a': 1})), text=isinstance('x', string_types), secret=p['secret'])


if __name__ == '__main__':
    main()
