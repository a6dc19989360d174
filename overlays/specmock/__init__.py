"""Mock servers from OpenAPI specs."""
