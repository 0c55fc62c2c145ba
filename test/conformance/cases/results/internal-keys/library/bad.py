#!/usr/bin/python
import sys
print('not json at all')
sys.stderr.write('some error\n')
sys.exit(3)
