"""Parties: whom agreements, packages and events name."""
