"""What is fair in a queue and free in a calendar (排队与预约的规则), plain Python."""
