"""The citizen's surface (百姓端): say what you want, check it, hand it in once, see it through.

Five words: matter, draft, application, licence, reader.
"""
