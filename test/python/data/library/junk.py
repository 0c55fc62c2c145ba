#!/usr/bin/python
# WANT_JSON
print('before {"x"')
print('{"changed": false, "y": 1.0, "z": 12345678901234567890}')
print('trailing')
