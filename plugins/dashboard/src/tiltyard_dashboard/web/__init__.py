"""
The live page: renders what the API tells, and keeps browsers up to date without a reload.
"""
