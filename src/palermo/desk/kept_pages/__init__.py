"""Half-typed pages of one form: kept sealed for their author, and offered again where they were written."""
