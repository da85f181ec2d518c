"""Keys, signatures and codes that prove who wrote and who issued; the only home of cryptography."""
