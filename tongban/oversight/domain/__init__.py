"""What is counted and how (办件量); plain Python."""
