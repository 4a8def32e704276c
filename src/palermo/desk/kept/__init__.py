"""Views of lists that a colleague kept for themselves: a name for filters and an order."""
