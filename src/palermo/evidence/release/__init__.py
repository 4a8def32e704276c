"""What leaves: disclosure control of tables before anything is written."""
