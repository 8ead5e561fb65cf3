"""Demands at the desk (诉求办理): the agency's list, the hotline's, themes, and bad ratings."""
