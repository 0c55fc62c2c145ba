from .more import mark  # noqa
