"""政务服务莞家: the zone of items."""
