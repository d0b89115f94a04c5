"""What files really are: their types, their pictures, their names. Nothing here knows a message."""
