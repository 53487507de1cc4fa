"""A fuzzer over whole packages, run with ``make soak``: no crash, no hang, no traceback, nothing read outside."""
