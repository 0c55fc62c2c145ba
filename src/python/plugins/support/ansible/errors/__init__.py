"""The exceptions that plugins raise; what they say reaches the task's result."""


def _text(value):
    if isinstance(value, bytes):
        return value.decode('utf-8', 'surrogateescape')
    return value if isinstance(value, str) else str(value)


class AnsibleError(Exception):
    def __init__(self, message='', obj=None, show_content=True, suppress_extended_error=False, orig_exc=None):
        super().__init__(message)
        self._message = _text(message)
        self.obj = obj
        self.orig_exc = orig_exc

    @property
    def message(self):
        return self._message

    @message.setter
    def message(self, value):
        self._message = _text(value)

    def __str__(self):
        return self._message

    def __repr__(self):
        return self._message


def _kind(name, base=AnsibleError):
    return type(name, (base,), {'__module__': __name__})


AnsibleAssertionError = type('AnsibleAssertionError', (AnsibleError, AssertionError), {'__module__': __name__})
AnsibleOptionsError = _kind('AnsibleOptionsError')
AnsibleParserError = _kind('AnsibleParserError')
AnsibleInternalError = _kind('AnsibleInternalError')
AnsibleRuntimeError = _kind('AnsibleRuntimeError')
AnsibleModuleError = _kind('AnsibleModuleError', AnsibleRuntimeError)
AnsibleConnectionFailure = _kind('AnsibleConnectionFailure', AnsibleRuntimeError)
AnsibleAuthenticationFailure = _kind('AnsibleAuthenticationFailure', AnsibleConnectionFailure)
AnsibleCallbackError = _kind('AnsibleCallbackError', AnsibleRuntimeError)
AnsibleTemplateError = _kind('AnsibleTemplateError', AnsibleRuntimeError)
AnsibleFilterError = _kind('AnsibleFilterError', AnsibleTemplateError)
AnsibleLookupError = _kind('AnsibleLookupError', AnsibleTemplateError)
AnsibleUndefinedVariable = _kind('AnsibleUndefinedVariable', AnsibleTemplateError)
AnsibleFilterTypeError = type('AnsibleFilterTypeError', (AnsibleTemplateError, TypeError), {'__module__': __name__})
AnsibleVaultError = _kind('AnsibleVaultError')
AnsiblePluginError = _kind('AnsiblePluginError')
AnsiblePluginRemovedError = _kind('AnsiblePluginRemovedError', AnsiblePluginError)
AnsiblePluginCircularRedirect = _kind('AnsiblePluginCircularRedirect', AnsiblePluginError)
AnsibleCollectionUnsupportedVersionError = _kind('AnsibleCollectionUnsupportedVersionError', AnsiblePluginError)


class AnsibleFileNotFound(AnsibleRuntimeError):
    def __init__(self, message='', obj=None, show_content=True, suppress_extended_error=False, orig_exc=None,
                 paths=None, file_name=None):
        self.file_name = file_name
        self.paths = paths
        if file_name:
            message = '%s%sCould not find file %r' % (message, '\n' if message else '', _text(file_name))
            if paths:
                message += ' among the paths: %s' % ', '.join(_text(p) for p in paths)
        super().__init__(message, obj=obj, show_content=show_content, orig_exc=orig_exc)


class AnsibleAction(AnsibleRuntimeError):
    def __init__(self, message='', obj=None, show_content=True, suppress_extended_error=False, orig_exc=None,
                 result=None):
        super().__init__(message, obj=obj, orig_exc=orig_exc)
        self.result = {} if result is None else result


AnsibleActionSkip = _kind('AnsibleActionSkip', AnsibleAction)
AnsibleActionFail = _kind('AnsibleActionFail', AnsibleAction)
