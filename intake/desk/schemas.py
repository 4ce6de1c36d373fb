"""What comes in."""

from marshmallow import fields

from intake.followups.schemas import TaskIn
from intake.intakes.schemas import WholeIntakeIn
from intake.web.schema import YesNo


class FollowUpIn(TaskIn):
    """What was promised to the caller, and when."""

    class Meta(TaskIn.Meta):
        exclude = ("person_id",)


class WholeCallIn(WholeIntakeIn):
    """A whole call in one request, with the promise made on the phone. `complete`: make it a record at once."""

    follow_up = fields.Nested(FollowUpIn())
    complete = YesNo(load_default=False)
