"""Qt, and nothing else has Qt."""
