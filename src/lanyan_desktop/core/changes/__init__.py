"""What a change is, its bytes, and how changes merge: pure functions that know no SQL, no files and no clock."""
