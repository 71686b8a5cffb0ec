"""What is wrong, where, in words; and how much is left to do."""
