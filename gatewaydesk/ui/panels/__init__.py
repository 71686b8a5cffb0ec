"""The window's lists beside and instead of the form: outline, help, problems, drafts, history, outbox, gateways."""
