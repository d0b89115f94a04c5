"""What grows with the history, and what does not: every list, page and look-up at two sizes, side by side."""
