def helper(x): return "hello " + x
