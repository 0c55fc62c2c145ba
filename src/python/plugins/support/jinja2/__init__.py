"""What filters name of jinja2, where Python has none of its own."""
from . import exceptions
from .exceptions import TemplateError, TemplateNotFound, TemplateRuntimeError, TemplateSyntaxError, UndefinedError
from .runtime import ChainableUndefined, DebugUndefined, StrictUndefined, Undefined
from .utils import pass_context, pass_environment, pass_eval_context
contextfilter = contextfunction = pass_context
environmentfilter = environmentfunction = pass_environment
evalcontextfilter = evalcontextfunction = pass_eval_context


def __getattr__(name):
    if name.startswith('__'):
        raise AttributeError(name)
    raise AttributeError('jinja2.%s needs the Python package jinja2, which the control node does not have' % name)
