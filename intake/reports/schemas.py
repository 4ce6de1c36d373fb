"""What comes in and goes out."""

from marshmallow import fields

from intake.web.schema import Day, Schema


class ReportQuery(Schema):
    """Days on the desk's calendar, both counted. Without them: the month so far."""

    first = Day(data_key="from")
    last = Day(data_key="until")


class CountOut(Schema):
    code = fields.String(required=True)
    label = fields.String(required=True)
    number = fields.Integer(required=True, data_key="count")


class SectionOut(Schema):
    code = fields.String(required=True)
    title = fields.String(required=True)
    definition = fields.String(required=True)
    counts = fields.List(fields.Nested(CountOut()), required=True)
    total = fields.Integer(required=True)


class ReportOut(Schema):
    first = fields.Date(required=True, data_key="from", attribute="period.first")
    last = fields.Date(required=True, data_key="until", attribute="period.last")
    time_zone = fields.String(required=True, attribute="period.zone.key")
    at = fields.AwareDateTime(required=True)
    sections = fields.List(fields.Nested(SectionOut()), required=True)
