"""Small widgets of the window, one a module; they know the look and no page."""
