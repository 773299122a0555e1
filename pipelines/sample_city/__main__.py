"""`python -m pipelines.sample_city OUT`: write the sample city's landing folder."""

import pathlib
import sys

from pipelines.sample_city import generate


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit("usage: python -m pipelines.sample_city OUT")
    truth = generate(pathlib.Path(sys.argv[1]))
    for feed in sorted(truth.rows):
        print(f"{feed}: {truth.rows_accepted[feed]} rows, {truth.rows_quarantined[feed]} to be quarantined")


if __name__ == "__main__":
    main()
