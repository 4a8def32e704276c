"""Asking another office, answering one, and everything that leaves or arrives with it."""
