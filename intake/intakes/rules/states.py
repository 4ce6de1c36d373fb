"""The states of an intake and the steps between them."""

from intake.foundation.errors import Conflict
from intake.foundation.words import Words

STEPS: dict[str, dict[str, str]] = {
    "complete": {"draft": "complete"},
    "close": {"complete": "closed"},
    "abandon": {"draft": "abandoned"},
    "resume": {"abandoned": "draft"},
}


def next_state(state: str, step: str) -> str:
    """Where `step` leads from `state`. Refuses with Conflict a step that is not possible there."""
    target = STEPS[step].get(state)
    if target is None:
        wanted = " or ".join(STEPS[step])
        raise Conflict(
            Words(
                "This intake is %(state)s. Only one that is %(wanted)s can be taken this step (%(step)s).",
                state=state,
                wanted=wanted,
                step=step,
            )
        )
    return target
