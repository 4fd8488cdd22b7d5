"""
What the template made before its first release.
"""
