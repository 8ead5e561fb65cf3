"""What happened, provable to anybody entitled (监督)."""
