"""Use cases: plain functions and small classes that join documents, gateways and the store."""
