"""Any declared service (A3.8), on pages made from what is declared of it. Its row in the menu is made in kiosk.declared_rows."""
