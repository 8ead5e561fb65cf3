"""Tongban (通办): one number, one window, one network, as one installable platform."""
