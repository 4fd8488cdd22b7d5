"""
Supervisor of services, JSON API and live page.
"""
