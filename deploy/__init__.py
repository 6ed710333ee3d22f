"""What production runs beside the bank itself: the image, the proxy, the secrets."""
