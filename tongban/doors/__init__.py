"""The front doors (前门): web surfaces over the faces of the rooms; no law at all."""
