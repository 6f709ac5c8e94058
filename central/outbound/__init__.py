"""THE CENTRE, OUTBOUND: what it owes to other systems (data brain, departments, SMS gateway), sent until it is believed, never twice."""
