"""
Accounts of the Riot Games API. In this release nobody asks it: the plugin abstains and says so.
"""
