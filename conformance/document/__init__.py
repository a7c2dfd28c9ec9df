"""The OpenAPI text, read: operations, schemas, vendor extensions, and what a response breaks."""
