"""Labels of what the data has codes for, as message ids."""

from __future__ import annotations

from geo.language import N_
from geo.model import Change, Responsibility, SourceKind, ZoneKind, ZoneStatus

SOURCE_KINDS = {
    SourceKind.UN: N_("UN"),
    SourceKind.NGO: N_("NGOs"),
    SourceKind.MEDIA: N_("Media"),
    SourceKind.MILITARY: N_("Military"),
    SourceKind.MINISTRY: N_("Ministries"),
    SourceKind.GOVERNMENT: N_("Governments"),
    SourceKind.DATASET: N_("Datasets"),
}
ZONE_KINDS = {
    ZoneKind.HUMANITARIAN_ZONE: N_("Areas labelled humanitarian"),
    ZoneKind.EVACUATION_ORDER: N_("Areas under evacuation orders"),
    ZoneKind.EVACUATION_CORRIDOR: N_("Routes announced for leaving"),
    ZoneKind.SHELTER_AREA: N_("Reported places of shelter"),
    ZoneKind.DISPLACEMENT_CAMP: N_("Refugee camps"),
    ZoneKind.CROSSING: N_("Crossings"),
    ZoneKind.NO_GO_BUFFER: N_("Restricted areas and buffers"),
}
TIME_PRECISIONS = {
    "day": N_("stated to the day"),
    "hour": N_("stated with hours of the day"),
    "month": N_("stated to the month"),
    "year": N_("stated to the year"),
}
STATUSES = {
    ZoneStatus.LABELLED_HUMANITARIAN: N_("labelled humanitarian by {who}"),
    ZoneStatus.ORDERED_TO_EVACUATE: N_("ordered to evacuate by {who}"),
    ZoneStatus.ORDER_RESCINDED: N_("order rescinded by {who}"),
    ZoneStatus.REPORTED_SHELTERING: N_("people reported sheltering, by {who}"),
    ZoneStatus.RESTRICTED: N_("restricted, as stated by {who}"),
    ZoneStatus.OPEN: N_("open, as stated by {who}"),
    ZoneStatus.CLOSED: N_("closed, as stated by {who}"),
}
RESPONSIBILITIES = {
    Responsibility.ACCEPTED: N_("The party named acknowledged carrying it out"),
    Responsibility.DENIED: N_("The party named denied carrying it out"),
    Responsibility.DISPUTED: N_("Who carried it out is disputed"),
    Responsibility.NOT_STATED: N_("Whether the party named acknowledged it is not stated"),
}
CHANGES = {
    Change.ADDED: N_("added"),
    Change.REVISED: N_("revised"),
    Change.WITHDRAWN: N_("withdrawn"),
}
SETTINGS = {
    "unrwa_installation": N_("in UNRWA installations"),
    "collective_shelter": N_("in collective shelters"),
    "makeshift_camp": N_("in makeshift camps"),
    "host_community": N_("with host communities"),
    "all_displaced": N_("displaced, in all settings"),
    "population_estimate": N_("estimated to be there"),
}
PAUSE_KINDS = {
    "truce": N_("truce"),
    "cease-fire": N_("cease-fire"),
    "humanitarian pause": N_("humanitarian pause"),
    "tactical pause": N_("tactical pause"),
    "cease-fire (renewed)": N_("cease-fire (renewed)"),
    "cease-fire (extension by memorandum)": N_("cease-fire (extension by memorandum)"),
    "extension of a truce": N_("extension of a truce"),
    "extension of a cease-fire": N_("extension of a cease-fire"),
    "interruption of a cease-fire": N_("interruption of a cease-fire"),
    "pause not kept": N_("pause not kept"),
    "vaccination days during a cease-fire": N_("vaccination days during a cease-fire"),
}

AREAS_WITHOUT_A_NAME_IN_SOME_LANGUAGE = (
    N_("West Bank"),
    N_("Jenin"),
    N_("Tubas"),
    N_("Tulkarm"),
    N_("Nablus"),
    N_("Qalqilya"),
    N_("Salfit"),
    N_("Ramallah"),
    N_("Jericho"),
    N_("Jerusalem"),
    N_("Bethlehem"),
    N_("Hebron"),
    N_("North Gaza"),
    N_("Gaza"),
    N_("Deir Al-Balah"),
    N_("Khan Younis"),
    N_("Rafah"),
)
