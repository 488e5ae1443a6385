"""Roll-up, earned value."""
