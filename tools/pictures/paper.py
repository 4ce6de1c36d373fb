"""What comes out of a printer: a letter page is 816 pixels wide."""

from sqlalchemy import select

from intake.facilities.models import Facility
from tests.browser.walk import addresses
from tools.console import say
from tools.pictures.album import PICTURES, Album

LETTER = {"width": 816, "height": 1056}


def take(album: Album) -> None:
    say("· On paper")
    told = addresses(album.desk)
    with album.desk.storage.unit_of_work() as session:
        places = ",".join(map(str, session.scalars(select(Facility.id).limit(2))))
    with album.signed_in("bob", viewport=LETTER) as page:
        page.emulate_media(media="print")
        for name, path in (
            ("form", f"/desk/intakes/{told['intake_id']}"),
            ("summary", f"/desk/intakes/{told['intake_id']}/summary"),
            ("places-compared", f"/desk/intakes/{told['intake_id']}/compare?places={places}"),
            ("places-to-take-along", f"/places/list?places={places}"),
            ("person", f"/desk/people/{told['person_id']}"),
            ("report", "/reports"),
        ):
            album.go(page, path)
            page.emulate_media(media="print")
            album.save(page, f"print-{name}", whole=True, dark=False)
            page.pdf(path=PICTURES / f"print-{name}.pdf", format="Letter")
