"""
The main job on embedded defaults: a tournament desk at work on a shipped sign-up sheet, with no account anywhere.
"""
