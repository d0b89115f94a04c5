"""What Meta posts: proof, envelope, and the batch that its items make."""
