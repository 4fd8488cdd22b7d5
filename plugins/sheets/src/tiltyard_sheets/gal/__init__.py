"""
The old "GAL" bot (Guardian Angel League): what its configuration says, as rules and columns of ours.
"""
