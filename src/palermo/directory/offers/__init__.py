"""Services that offices offer: what others may know, what only their office sees, and whether there is room."""
