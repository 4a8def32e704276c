"""Appointments of the persons helped, by day and hour."""
