"""Windows' library, as far as Python's documentation tells what it lacks."""
