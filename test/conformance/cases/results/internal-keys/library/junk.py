#!/usr/bin/python
print('junk before {"changed": false, "msg": "still"}')
print('after')
