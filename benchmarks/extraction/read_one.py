"""Reads one PDF as `kb build` does and writes what is known of it.

python -m benchmarks.extraction.read_one FILE.pdf OUT.json [--workers 2]
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from kb.errors import PdfError
from kb.pdf.workers import Limits, prepare
from kb.read import read_pdf


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("pdf", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--workers", type=int, default=2)
    args = parser.parse_args()
    prepare()
    try:
        result = read_pdf(args.pdf, args.pdf.parent, Limits(workers=args.workers))
    except PdfError as error:
        args.out.write_text(json.dumps({"refused": str(error)}))
        return
    seen = [entry for entry in result.entries if entry.ocr is not None]
    args.out.write_text(json.dumps(result.info.to_json() | {"recognised": len(seen)}))


if __name__ == "__main__":
    main()
