"""
How settings are read, checked, shown and described.

Pure but for `sources` and `references`, which read files, and `advice`, which looks at their permissions.

`tiltyard.settings` declares what there is and is what everyone imports.
"""
