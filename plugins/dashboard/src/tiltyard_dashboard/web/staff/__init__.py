"""
The pages of those who run the tournament: signing in, what needs attention, and one-step actions with their effects
shown first. Everything is asked of the API in the name of whoever is signed in; it decides what they may.
"""
