"""The pane of one record beside a list: its head, form, history and due dates."""
