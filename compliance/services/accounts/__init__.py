"""Accounts of people, and who is who."""
