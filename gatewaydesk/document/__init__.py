"""What has been written: one JSON value, changed only by edits, read and written without loss."""
