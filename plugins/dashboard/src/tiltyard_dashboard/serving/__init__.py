"""
What both of our servers need: a socket on loopback, a stop that open streams do not delay, and server-sent events.
"""
