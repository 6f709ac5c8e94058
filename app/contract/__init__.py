"""What terminal and centre agree on: wire shapes, numbers and their check digits. All that `central` may import from `app`."""
