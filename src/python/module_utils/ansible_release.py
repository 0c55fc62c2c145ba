from ansible.release import __author__, __codename__, __version__  # noqa: F401
