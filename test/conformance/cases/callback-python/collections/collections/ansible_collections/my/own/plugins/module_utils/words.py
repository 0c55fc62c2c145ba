WORD = 'from module_utils'
