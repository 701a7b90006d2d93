"""A view as files that live on without us: rows in four formats, citations in four more."""
