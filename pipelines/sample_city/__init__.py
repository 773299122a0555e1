"""A made-up city of the documents' size: files as its offices would hand them over, with planted faults.

Everything follows from the seed; no clock, no network. `generate` writes the landing folder and
returns what a warehouse that reads it must find.
"""

import pathlib
import random

from pipelines.sample_city import (
    agreements,
    certificates,
    company,
    company_courses,
    docking,
    finance,
    graduate_outcomes,
    graduates,
    policy,
    registers,
    registers_parties,
    talent_experts,
    talent_firms,
    training,
    vacancies,
)
from pipelines.sample_city.city import LAST_DAY, RUILI_NAME, RUILI_USCC, City, found_city
from pipelines.sample_city.online_accounts import online_accounts, quota_batches
from pipelines.sample_city.online_courses import online_courses
from pipelines.sample_city.online_logins import logins
from pipelines.sample_city.online_study import study_days, study_records
from pipelines.sample_city.schools import schools
from pipelines.sample_city.truth import Truth
from pipelines.sample_city.write import Delivery, write_all

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
    deliveries += _the_other_systems(city, seed)
    truth = Truth(
        personal=city.personal,
        facts=city.facts | {"orphans": city.orphans, "ruili_uscc": RUILI_USCC, "last_day": LAST_DAY},
    )
    write_all(deliveries, landing, truth)
    return truth


def _the_other_systems(city: City, seed: int) -> list[Delivery]:
    """Everything but the registers, the training office and the Network College; chance starts anew per system."""

    def anew(system: str) -> City:
        city.reseed(f"{seed} {system}")
        return city

    out = [
        *registers_parties.enterprise_tags(anew("tags")),
        *registers_parties.associations(anew("associations")),
        *registers_parties.training_institutions(anew("institutions")),
        *vacancies.vacancies(anew("vacancies")),
        *agreements.agreements(anew("agreements")),
        *docking.docking_events(anew("docking")),
        *company.agreements(anew("company")),
        *company.partners(city),
        *company_courses.company_courses(anew("courses")),
        *policy.policy_portal(anew("policy")),
    ]
    firms = talent_firms.beilun_firms(anew("talent"))
    listed, standing = talent_firms.service_list(city, firms)
    asked, demands = talent_firms.demands(city, firms, standing)
    introduced, contracts = talent_experts.experts(city, firms, demands)
    out += [*listed, *talent_firms.enterprise_visits(city, firms, standing), *asked, *introduced]
    out += talent_experts.talent_applications(city)
    out += finance.finance(anew("finance"), contracts)
    files, cohorts = graduates.graduates(anew("graduates"))
    out += [*files, *graduate_outcomes.graduate_outcomes(anew("outcomes"), cohorts)]
    out += graduate_outcomes.internships(anew("internships"), cohorts)
    return out + certificates.certificate_results(anew("certificates"), cohorts)
