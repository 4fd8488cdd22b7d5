"""
The promises of a plugin, as checks that anybody can run.

With pytest, in three lines:

    class TestConformance(Conformance):
        plugin = GoosePlugin

or with `tiltyard plugins check DISTRIBUTION`, which runs the same checks on what is installed.
"""
