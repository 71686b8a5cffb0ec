"""What the lint looks for, a file a kind. `lint.py` above puts it together."""
