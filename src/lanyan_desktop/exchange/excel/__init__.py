"""Excel forms in and out."""
