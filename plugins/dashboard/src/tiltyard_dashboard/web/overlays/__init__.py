"""
Overlays: what a stream lays over its picture. One address for each tournament, which can be revoked.
"""
