"""Service items (事项): the implementation list, its versions, and what terminals get of it."""
