"""What callback plugins get: hosts, tasks, plays and results, filled from what the run told; rarer parts are asked for."""
from ansible_ts import ask
from ansible_ts_callbacks import run

current_play = None


class _Part:
    """Says by name what it does not have."""

    def __getattr__(self, name):
        raise AttributeError('%r object has no attribute %r (it is not offered to callback plugins by ansible-ts)'
                             % (type(self).__name__, name))


class Group(_Part):
    def __init__(self, data):
        self.name = data['name']
        self.vars = data['vars']
        self.depth = data['depth']
        self.priority = data.get('priority', 1)
        self.parent_groups = []
        self.child_groups = []

    def get_name(self):
        return self.name

    def get_vars(self):
        return dict(self.vars)

    @property
    def hosts(self):
        return [Host(h) for h in ask('group_hosts', self.name)]

    get_hosts = lambda self: self.hosts

    def __repr__(self):
        return self.name

    __str__ = __repr__


class Host(_Part):
    def __init__(self, name=None, port=None, gen_uuid=True):
        self.name = name
        self._known = None

    def _asked(self):
        if self._known is None:
            self._known = ask('host', self.name) or {'vars': {}, 'groups': [], 'address': self.name, 'uuid': None,
                                                     'implicit': False, 'magic': {}}
            self._known['groups'] = [Group(g) for g in self._known['groups']]
        return self._known

    vars = property(lambda self: self._asked()['vars'])
    groups = property(lambda self: self._asked()['groups'])
    address = property(lambda self: self._asked()['address'])
    implicit = property(lambda self: self._asked()['implicit'])
    _uuid = property(lambda self: self._asked()['uuid'])

    def get_name(self):
        return self.name

    def get_groups(self):
        return self.groups

    def get_magic_vars(self):
        return dict(self._asked()['magic'])

    def get_vars(self):
        return dict(self.vars, **self._asked()['magic'])

    def get_group_vars(self):
        out = {}
        for group in self.groups:
            out.update(group.vars)
        return out

    def serialize(self):
        return {'name': self.name, 'vars': dict(self.vars), 'address': self.address, 'uuid': self._uuid,
                'implicit': self.implicit, 'groups': [{'name': g.name} for g in self.groups]}

    def __eq__(self, other):
        return isinstance(other, Host) and other.name == self.name

    def __ne__(self, other):
        return not self == other

    def __hash__(self):
        return hash(self.name)

    def __lt__(self, other):
        return self.name < other.name

    def __repr__(self):
        return self.name

    __str__ = __repr__


class Role(_Part):
    def __init__(self, data):
        self._role_name = data['name']
        self._role_path = data['path']
        self._role_collection = data.get('collection')
        self._full = data['full']
        self._uuid = None

    def get_name(self, include_role_fqcn=True):
        return self._full if include_role_fqcn else self._role_name

    def get_role_path(self):
        return self._role_path

    def __repr__(self):
        return self.get_name()

    __str__ = __repr__


class Block(_Part):
    """The block around a task, as far as it is known."""

    def __init__(self, role=None):
        self._role = role
        self._parent = None
        self.name = ''
        self.vars = {}

    @property
    def _play(self):
        return current_play

    def get_first_parent_include(self):
        return None

    def get_dep_chain(self):
        return None

    def get_vars(self):
        return {}


class LoopControl(_Part):
    loop_var = 'item'
    index_var = label = extended = None
    extended_allitems = True
    pause = 0.0

    def __init__(self, data):
        for k, v in (data or {}).items():
            setattr(self, k, v)


_unset = {
    'any_errors_fatal': False, 'async_val': 0, 'become': False, 'become_exe': None, 'become_flags': None,
    'become_method': 'sudo', 'become_user': None, 'changed_when': [], 'check_mode': False, 'collections': [],
    'connection': 'ssh', 'debugger': None, 'delay': 5, 'delegate_facts': None, 'delegate_to': None, 'diff': False,
    'environment': [{}], 'failed_when': [], 'ignore_errors': None, 'ignore_unreachable': None, 'module_defaults': [],
    'no_log': False, 'notify': None, 'poll': 15, 'port': None, 'register': None, 'remote_user': None, 'retries': 3,
    'run_once': None, 'tags': [], 'throttle': 0, 'timeout': 0, 'until': [], 'vars': {}, 'when': [], 'loop_with': None,
    'loop': None, 'listen': None,
}


class Task(_Part):
    _what = 'TASK'

    def __init__(self, data):
        from ansible.parsing.yaml.objects import AnsibleMapping
        words = dict(data['keywords'])
        for old, new in (('async', 'async_val'), ('no_log', 'no_log')):
            if old in words:
                words[new] = words.pop(old)
        self._words = words
        self._attributes = words
        self._uuid = data['uuid']
        self.name = data['name']
        self._full = data['full']
        self._bare = data['bare']
        self.action = data['action']
        self.resolved_action = data['resolved']
        self.args = data['args']
        self.implicit = data['implicit']
        self._path = data['path']
        self._role = Role(data['role']) if data['role'] else None
        self._parent = Block(self._role)
        self.loop_control = LoopControl(words.pop('loop_control', None))
        self.loop = data['loop']
        self.loop_with = data['loop_with']
        for k, v in words.items():
            self.__dict__.setdefault(k, v)
        for k, v in _unset.items():
            self.__dict__.setdefault(k, v)
        ds = AnsibleMapping(data['keywords'])
        if self._path:
            path, _, line = self._path.rpartition(':')
            ds.ansible_pos = (path, int(line), 1)
        self._ds = ds
        self.notified_hosts = []

    @property
    def _play(self):
        return current_play

    @property
    def play(self):
        return current_play

    def get_name(self, include_role_fqcn=True):
        return self._full if include_role_fqcn else self._bare

    def get_path(self):
        return self._path

    def get_ds(self):
        return self._ds

    def get_vars(self):
        return dict(self.vars)

    def get_role(self):
        return self._role

    def get_first_parent_include(self):
        return None

    def get_dep_chain(self):
        return None

    def get_variable_manager(self):
        return VariableManager()

    _variable_manager = property(get_variable_manager)

    def get_loader(self):
        return _loader()

    _loader = property(get_loader)

    def dump_attrs(self):
        fields = dict(_unset)
        fields.update(self._words)
        fields.pop('listen', None)
        fields.update(name=self.name, action=self.action, args=self.args, loop=self.loop, loop_with=self.loop_with)
        fields['async'] = fields['async_val']
        return fields

    def copy(self, *args, **kwargs):
        import copy
        return copy.copy(self)

    def __repr__(self):
        return '%s: %s' % (self._what, self.get_name())

    __str__ = __repr__


class Handler(Task):
    _what = 'HANDLER'

    def is_host_notified(self, host):
        return str(host) in (str(h) for h in self.notified_hosts)

    def notify_host(self, host):
        told = self.is_host_notified(host)
        if not told:
            self.notified_hosts.append(host)
        return not told


class TaskInclude(Task):
    def __init__(self, data):
        super().__init__(data)
        self.statically_loaded = False


class IncludeRole(TaskInclude):
    pass


class HandlerTaskInclude(Handler, TaskInclude):
    pass


def task_of(data):
    return {'Task': Task, 'Handler': Handler, 'TaskInclude': TaskInclude, 'IncludeRole': IncludeRole,
            'HandlerTaskInclude': HandlerTaskInclude}[data['class']](data)


class TaskResult(_Part):
    def __init__(self, host, task, return_data, task_fields=None):
        self._host = host
        self._task = task
        self._result = return_data if isinstance(return_data, dict) else {}
        self._task_fields = {} if task_fields is None else task_fields

    @classmethod
    def of(cls, data):
        task = task_of(data['task'])
        if data['args'] is not None:
            task.args = data['args']
        if data['delegated'] is not None:
            task.delegate_to = data['delegated']
        fields = task.dump_attrs()
        fields['delegate_to'] = task.delegate_to
        fields['args'] = dict(task.args)
        fields['args'].update(data['flags'])
        return cls(Host(data['host']), task, data['result'], fields)

    @property
    def task_name(self):
        return self._task_fields.get('name') or self._task.get_name()

    def _any(self, key):
        inner = self._result.get('results')
        if isinstance(inner, list) and inner and all(isinstance(x, dict) for x in inner):
            if any(x.get(key, False) for x in inner):
                return True
        return bool(self._result.get(key, False))

    def is_changed(self):
        return self._any('changed')

    def is_skipped(self):
        inner = self._result.get('results')
        if inner:
            inner = [x for x in inner if isinstance(x, dict)]
            if inner:
                return all(x.get('skipped', False) for x in inner)
        return self._result.get('skipped', False)

    def is_failed(self):
        inner = self._result.get('results')
        if 'failed_when_result' in self._result or \
                isinstance(inner, list) and any('failed_when_result' in x for x in inner if isinstance(x, dict)):
            return self._any('failed_when_result')
        return self._any('failed')

    def is_unreachable(self):
        return self._any('unreachable')

    def needs_debugger(self, globally_enabled=False):
        return False

    def clean_copy(self):
        import copy
        return TaskResult(self._host, self._task, copy.deepcopy(self._result), self._task_fields)


def _loader():
    from ansible.parsing.dataloader import DataLoader
    loader = DataLoader()
    loader._FILE_CACHE = _Files()
    return loader


class _Files:
    """The files that were read as YAML so far, by name."""

    def keys(self):
        return ask('files', None)

    def __iter__(self):
        return iter(self.keys())

    def __len__(self):
        return len(self.keys())

    def __contains__(self, path):
        return path in self.keys()


class Inventory(_Part):
    def get_hosts(self, pattern='all', ignore_limits=False, ignore_restrictions=False, order=None):
        return [Host(h) for h in ask('hosts', pattern)]

    def list_hosts(self, pattern='all'):
        return self.get_hosts(pattern)

    def get_host(self, name):
        return Host(name) if ask('host', name) is not None else None

    @property
    def hosts(self):
        return {h.name: h for h in self.get_hosts()}

    @property
    def groups(self):
        return {g['name']: Group(g) for g in ask('groups', None)}

    def get_groups_dict(self):
        return {name: [h.name for h in g.hosts] for name, g in self.groups.items()}

    def list_groups(self):
        return sorted(self.groups)

    @property
    def _sources(self):
        return list(ask('sources', None))


class VariableManager(_Part):
    def __init__(self, *args, **kwargs):
        self._inventory = Inventory()

    def get_vars(self, play=None, host=None, task=None, include_hostvars=True, include_delegate_to=True,
                 use_cache=True, _hosts=None, _hosts_all=None, stage='task'):
        found = ask('vars', [None if host is None else str(host), None if task is None else task._uuid,
                             play is not None])
        found['vars'] = dict(found)
        if include_hostvars:
            found['hostvars'] = self._hostvars
        return found

    @property
    def extra_vars(self):
        return ask('extra_vars', None)

    _extra_vars = extra_vars

    @property
    def _hostvars(self):
        from ansible.vars.hostvars import HostVars
        return HostVars()


class Play(_Part):
    def __init__(self, data):
        self._words = data['keywords']
        self.name = self._name = data['name']
        self._uuid = data['uuid']
        self._hosts = data['hosts']
        self.strategy = data['strategy']
        self.vars = data['vars']
        self._path = data['path']
        self.only_tags, self.skip_tags = set(run['tags']), set(run['skip_tags'])
        self.roles = [Role(r) for r in data['roles']]
        self._ds = data['keywords']
        self._included_path = data['included']
        self.ROLE_CACHE = {}
        self._removed_hosts = []
        for k, v in data['keywords'].items():
            self.__dict__.setdefault(k, v)
        for k, v in _play_unset.items():
            self.__dict__.setdefault(k, v)
        self.hosts = data['hosts']

    def get_name(self):
        return self.name

    def get_path(self):
        return self._path

    def get_vars(self):
        return dict(self.vars)

    def get_roles(self):
        return list(self.roles)

    def get_ds(self):
        return self._ds

    def get_tasks(self):
        return [[task_of(t) for t in block] for block in ask('play_tasks', self._uuid)]

    def get_handlers(self):
        return []

    def get_vars_files(self):
        return self.vars_files or []

    def get_variable_manager(self):
        return VariableManager()

    _variable_manager = property(get_variable_manager)

    def get_loader(self):
        return _loader()

    _loader = property(get_loader)

    def __repr__(self):
        return self.get_name()

    __str__ = __repr__


_play_unset = {
    'any_errors_fatal': False, 'become': False, 'become_exe': None, 'become_flags': None, 'become_method': 'sudo',
    'become_user': None, 'check_mode': False, 'collections': [], 'connection': 'ssh', 'debugger': None, 'diff': False,
    'environment': [{}], 'fact_path': None, 'force_handlers': None, 'gather_facts': None, 'gather_subset': None,
    'gather_timeout': None, 'handlers': [], 'ignore_errors': None, 'ignore_unreachable': None,
    'max_fail_percentage': None, 'module_defaults': [], 'no_log': False, 'order': None, 'port': None,
    'post_tasks': [], 'pre_tasks': [], 'remote_user': None, 'run_once': None, 'serial': [], 'tags': [], 'tasks': [],
    'throttle': 0, 'timeout': 0, 'vars_files': [], 'vars_prompt': [],
}


class Playbook(_Part):
    def __init__(self, data):
        self._file_name = data['file']
        self._basedir = data['basedir']
        self._entries = [Play(p) for p in data['plays']]

    def get_plays(self):
        return list(self._entries)

    def get_loader(self):
        return _loader()

    _loader = property(get_loader)


class IncludedFile(_Part):
    def __init__(self, data):
        self._filename = data['file']
        self._args = data['args']
        self._vars = data['vars']
        self._task = task_of(data['task'])
        self._hosts = [Host(h) for h in data['hosts']]
        self._is_role = False
        self._results = []


class AggregateStats(_Part):
    def __init__(self, data):
        self.processed = {}
        self.failures, self.ok, self.dark, self.changed = {}, {}, {}, {}
        self.skipped, self.rescued, self.ignored = {}, {}, {}
        self.custom = data['custom']
        for host, counts in data['hosts'].items():
            self.processed[host] = 1
            for name, number in counts.items():
                if number:
                    getattr(self, 'dark' if name == 'unreachable' else name)[host] = number

    def summarize(self, host):
        found = {'ok': self.ok, 'failures': self.failures, 'unreachable': self.dark, 'changed': self.changed,
                 'skipped': self.skipped, 'rescued': self.rescued, 'ignored': self.ignored}
        return {name: of.get(host, 0) for name, of in found.items()}


# where plugins know these classes from
for _name, _classes in {
    'ansible.inventory.host': [Host], 'ansible.inventory.group': [Group], 'ansible.playbook': [Playbook],
    'ansible.playbook.play': [Play], 'ansible.playbook.task': [Task], 'ansible.playbook.handler': [Handler],
    'ansible.playbook.task_include': [TaskInclude], 'ansible.playbook.role_include': [IncludeRole],
    'ansible.playbook.handler_task_include': [HandlerTaskInclude], 'ansible.playbook.block': [Block],
    'ansible.playbook.included_file': [IncludedFile], 'ansible.executor.task_result': [TaskResult],
    'ansible.executor.stats': [AggregateStats], 'ansible.vars.manager': [VariableManager],
}.items():
    for _class in _classes:
        _class.__module__ = _name
