"""
Tables that organisers keep: read, understood, compared and changed without losing anything of theirs.

Everything here is pure but `plugin`, the built-in source of scheme `csv`.
"""
