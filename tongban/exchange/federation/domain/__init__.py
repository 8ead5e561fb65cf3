"""The pure part of federation: what two cities sign, and how what they send is numbered."""
