"""Values in, PDF bytes and QR symbols out; pure and deterministic."""
