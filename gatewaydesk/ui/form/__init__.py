"""The form: drawn from a field tree, over a document, with editors that only ever ask for changes."""
