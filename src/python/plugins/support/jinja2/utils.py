def pass_context(f):
    f.jinja_pass_arg = 'context'
    return f


def pass_environment(f):
    f.jinja_pass_arg = 'environment'
    return f


def pass_eval_context(f):
    f.jinja_pass_arg = 'eval_context'
    return f
