"""In and out of other programs' files."""
