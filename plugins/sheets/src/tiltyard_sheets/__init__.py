"""
Sign-up sheets: today, which of their columns is what.
"""
