"""The yardstick: what pdfplumber alone takes for the tables of a file, in one process.

python -m benchmarks.speed.bare FILE.pdf
"""

from __future__ import annotations

import sys

import pdfplumber


def main(path: str) -> None:
    with pdfplumber.open(path) as pdf:
        for page in pdf.pages:
            page.extract_tables()
            page.close()  # keeps memory flat, as a careful program would


if __name__ == "__main__":
    main(sys.argv[1])
