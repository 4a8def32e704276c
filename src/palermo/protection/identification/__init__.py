"""Screening, accounts, presumption, recovery and reflection, and the decision."""
