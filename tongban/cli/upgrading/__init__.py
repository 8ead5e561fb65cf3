"""Upgrading (升级): looked at before anything is touched, widened while the old release serves, and a way back."""
