"""THE CENTRE, DATASETS: kinds of things that no room of the centre keeps yet, as typed files: each with its JSON Schema and its hash."""
