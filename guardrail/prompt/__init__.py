"""What a submission's words say: texts in, matches with spans in the original text out."""
