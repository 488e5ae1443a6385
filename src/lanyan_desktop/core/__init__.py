"""What the business knows: pure functions and frozen values. No Qt, no SQL, no files, no clock."""
