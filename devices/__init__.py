"""THE HANDS: bytes and hardware. Each device is a small Protocol, typed records and states; drivers never know a simulator."""
