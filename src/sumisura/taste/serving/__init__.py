"""How proposals are served: what is searched, asked, explored, completed, and when to be silent."""
