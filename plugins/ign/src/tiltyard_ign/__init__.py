"""
Rules of in-game names: how a Riot ID is written, and when two of them are the same or look the same.
"""
