"""Gateway Desk: write dataset metadata by hand in a form drawn from its JSON Schema, and send it to a data gateway."""

__version__ = "0.1.0"
