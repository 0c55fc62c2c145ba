mark = '!'
