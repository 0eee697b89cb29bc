"""The pages of the application, one module each; with `app.py` the only code that knows Gradio.

A page is a function that adds its widgets and wires them, called inside its tab. Nothing is
decided here: answers come from an assistant, HTML from the view modules of `assistant`.
"""
