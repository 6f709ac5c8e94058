"""Programs that lay out the same content, one a module: run as `python -m engines.NAME` from this folder's parent."""
