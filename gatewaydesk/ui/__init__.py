"""Everything Qt: the window, its form, panels and dialogs. Nothing below imports this."""
