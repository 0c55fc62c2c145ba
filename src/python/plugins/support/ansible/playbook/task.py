from ansible_ts_objects import Task
