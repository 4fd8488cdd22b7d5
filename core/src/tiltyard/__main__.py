"""
`python -m tiltyard` is `tiltyard`.
"""

from tiltyard.cli import main

if __name__ == "__main__":
    main()
