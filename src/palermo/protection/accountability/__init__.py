"""Requests of authorities, and complaints."""
