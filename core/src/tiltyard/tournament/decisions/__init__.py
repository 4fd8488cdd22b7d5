"""
What follows from each command, a module for each matter. `tiltyard.tournament.decide` is the way in.
"""
