"""What somebody has come for: the city's services by name. How it is looked for is the centre's way too (app.contract.finding)."""
