"""What the application keeps: conversations, feedback, what found nothing, and who did what.

One embedded database through SQLAlchemy: a SQLite file in PLANQA_HOME, or what PLANQA_DATABASE
names. Loaded by the server and by `planqa eval draft` alone; nothing that answers a question needs
it. `assistant.database.store` opens it.
"""
