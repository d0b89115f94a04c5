"""What providers post, written by us after their documentation; every value is made up."""
