"""A made-up city of the documents' size: files as its offices would hand them over, with planted faults.

Everything follows from the seed; no clock, no network. `generate` writes the landing folder and
returns what a warehouse that reads it must find.
"""

import pathlib
import random

from pipelines.sample_city import registers, training
from pipelines.sample_city.city import LAST_DAY, RUILI_NAME, RUILI_USCC, found_city
from pipelines.sample_city.online_accounts import online_accounts, quota_batches
from pipelines.sample_city.online_courses import online_courses
from pipelines.sample_city.online_logins import logins
from pipelines.sample_city.online_study import study_days, study_records
from pipelines.sample_city.schools import schools
from pipelines.sample_city.truth import Truth
from pipelines.sample_city.write import write_all

__all__ = ["LAST_DAY", "RUILI_NAME", "RUILI_USCC", "Truth", "generate"]


def generate(landing: pathlib.Path, seed: int = 20160101) -> Truth:
    """Write the city's files below `landing` and return its truth; equal seeds give equal bytes and times."""
    city = found_city(random.Random(seed))
    city.employers = city.enterprises[1:901]
    deliveries = [
        *registers.enterprises(city),
        *registers.enterprise_sizes(city),
        *registers.platform_enterprises(city),
        *schools(city),
        *training.training(city),
        *quota_batches(city),
        *online_courses(city),
    ]
    account_files, accounts = online_accounts(city)
    deliveries += [
        *account_files,
        *logins(city, accounts),
        *study_records(city, accounts),
        *study_days(city, accounts),
    ]
    truth = Truth(personal=city.personal, facts=city.facts | {"ruili_uscc": RUILI_USCC, "last_day": LAST_DAY})
    write_all(deliveries, landing, truth)
    return truth
