"""What may be written: schemas found, resolved, read into fields, and rewritten for precise validation."""
