"""The API: one function from a request to an answer, over the same services as the pages."""
