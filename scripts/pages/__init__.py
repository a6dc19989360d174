"""Facts of API documentation: read from pages and from specs, and compared."""
