"""The dialogs, each a small file: new, sign-in, submit, settings, preview, palette, about."""
