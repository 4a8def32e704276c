"""Persons, cases, needs, goals, assistance, and how a person came: what every other subject stands on."""
