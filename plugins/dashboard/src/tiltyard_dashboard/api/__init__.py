"""
The API: a process that opens the journal itself and tells what stands in it. Read-only in this release.
"""
