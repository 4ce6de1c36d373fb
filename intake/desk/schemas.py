"""What comes in."""

from marshmallow import fields

from intake.followups.schemas import TaskIn
from intake.intakes.schemas import WholeIntakeIn
from intake.web.schema import YesNo


class WholeCallIn(WholeIntakeIn):
    """A whole call in one request, with the promise made on the phone. `complete`: make it a record at once."""

    follow_up = fields.Nested(TaskIn(exclude=("person_id",)))
    complete = YesNo(load_default=False)
