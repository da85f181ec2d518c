"""The page of a visit in parts: what is begun, the items, the device, the signature, the papers."""
