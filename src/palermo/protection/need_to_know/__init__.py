"""Who may find a file, who saw it, and whom it never reaches."""
