"""THE PAPER: forms and letters as data: a template (`template`, read by `reading`) with answers (`answers`) is a document
(`composing`); a folder of them with hashes is a pack (`pack`)."""
