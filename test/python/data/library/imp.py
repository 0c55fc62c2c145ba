#!/usr/bin/python
from ansible.module_utils.nosuch import x
