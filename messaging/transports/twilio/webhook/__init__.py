"""What Twilio posts: proof, forms, and the batch that they make."""
