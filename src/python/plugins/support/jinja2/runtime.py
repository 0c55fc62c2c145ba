from .exceptions import UndefinedError


class Undefined:
    def __init__(self, hint=None, obj=None, name=None, exc=UndefinedError):
        self._undefined_hint = hint
        self._undefined_obj = obj
        self._undefined_name = name
        self._undefined_exception = exc

    @property
    def _undefined_message(self):
        return self._undefined_hint or '%r is undefined' % self._undefined_name

    def _fail_with_undefined_error(self, *args, **kwargs):
        raise self._undefined_exception(self._undefined_message)

    def __str__(self):
        return ''

    def __bool__(self):
        return False

    def __len__(self):
        return 0

    def __iter__(self):
        return iter(())

    def __eq__(self, other):
        return type(self) is type(other)

    def __hash__(self):
        return id(type(self))

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = __floordiv__ = \
        __mod__ = __pos__ = __neg__ = __call__ = __getitem__ = __lt__ = __le__ = __gt__ = __ge__ = __int__ = \
        __float__ = __pow__ = _fail_with_undefined_error

    def __getattr__(self, name):
        if name[:2] == '__':
            raise AttributeError(name)
        return self._fail_with_undefined_error()


class StrictUndefined(Undefined):
    __iter__ = __str__ = __len__ = __eq__ = __ne__ = __bool__ = __hash__ = __contains__ = \
        Undefined._fail_with_undefined_error


class ChainableUndefined(Undefined):
    def __getattr__(self, name):
        return self

    __getitem__ = __getattr__


class DebugUndefined(Undefined):
    pass


class Context:
    pass
