"""Files by their content: types, pictures, names. Nothing here knows a message."""
