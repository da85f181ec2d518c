"""Starts the program: python -m equipinspect."""

from equipinspect.cli import main

if __name__ == "__main__":
    main()
