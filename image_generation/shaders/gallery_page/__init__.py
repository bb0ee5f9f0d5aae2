"""What gallery.py is made of: the folder it writes, the tables, sprites and texts in it, and page/, the page itself."""
