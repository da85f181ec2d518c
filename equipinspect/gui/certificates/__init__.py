"""The parts of the certificate pages: the preview of the very file, and the verdict of a code."""
