DOCUMENTATION = '''
name: asked
type: notification
short_description: shows its options
description: [shows its options]
options:
  plain:
    description: x
    default: as declared
    env: [{name: ASKED_PLAIN}]
    ini: [{section: asked, key: plain}]
  number:
    description: x
    type: int
    default: 3
    env: [{name: ASKED_NUMBER}]
    ini: [{section: asked, key: number}]
  many:
    description: x
    type: list
    elements: str
    default: []
    ini: [{section: asked, key: many}]
  on:
    description: x
    type: bool
    default: false
    env: [{name: ASKED_ON}]
'''
from ansible import constants as C
from ansible import context
from ansible.plugins.callback import CallbackBase


class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = 'notification'
    CALLBACK_NAME = 'asked'
    CALLBACK_NEEDS_ENABLED = True

    def set_options(self, task_keys=None, var_options=None, direct=None):
        super().set_options(task_keys=task_keys, var_options=var_options, direct=direct)
        self.plain = self.get_option('plain')

    def v2_playbook_on_start(self, playbook):
        self._display.display('asked: %r %r %r %r' % (self.plain, self.get_option('number'), self.get_option('many'),
                                                      self.get_option('on')))
        try:
            self.get_option('nosuch')
        except KeyError as e:
            self._display.display('KeyError %s' % e)
        print(C.DEFAULT_FORKS, C.COLOR_OK, context.CLIARGS['tags'], context.CLIARGS.get('check'), context.CLIARGS['args'])
        self._display.vv('seen at -vv')
        self._display.warning('a warning of a plugin that is rather long, so that it has to be wrapped somewhere in it')

    def v2_playbook_on_task_start(self, task, is_conditional):
        self._display.banner('about to run')
        print(1 // 0)

    def v2_runner_on_ok(self, result):
        print(self._dump_results(result._result))
        print(self._dump_results(result._result, indent=2, keep_invocation=True))
        self._clean_results(result._result, result._task.action)
        print(sorted(result._result))
