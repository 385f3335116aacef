"""Every command, by topic: what it takes and what its help says; the work is done elsewhere.

A new command goes into the module of its topic; a new topic is a module here that makes an ``app``, which
``cli/main.py`` adds. An app without a name of its own (``demo``, ``import``) sets its panel at each command; one with a
name (``staff add``) is given its panel where it is added.
"""
