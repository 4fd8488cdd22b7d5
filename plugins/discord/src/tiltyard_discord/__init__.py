"""
The Discord bot. In this release there is none: the plugin loads and says what it will need.
"""
