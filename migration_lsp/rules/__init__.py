"""The rules, one file each. A file that is there is registered; its docstring is its page."""
