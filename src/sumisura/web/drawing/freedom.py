"""How free a choice is, drawn: one bar, cut where one option ends and the next begins."""

from markupsafe import Markup

from sumisura.space.check.model import Freedom

WIDE, HIGH = 240, 14
GAP = 1.0


def freedom(choice: Freedom) -> Markup:
    """The options of a choice side by side, each as wide as its share of all variants; decorative, words stand beside it.

    Example:
        >>> from fractions import Fraction
        >>> half = Fraction(1, 2)
        >>> freedom(Freedom("wash", "Wash", (("Raw", half), ("Stone", half), ("Acid", Fraction(0))))).count("<rect")
        2
    """
    parts, at = [], 0.0
    for label, share in choice.shares:
        wide = WIDE * float(share)
        if share:
            parts.append(
                Markup(
                    '<rect x="{:.1f}" width="{:.1f}" height="{}"><title>{}: {:.1f} %</title></rect>'
                ).format(at, max(0.4, wide - GAP), HIGH, label, 100 * float(share))
            )
        at += wide
    head = Markup(
        '<svg class="freedom" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true" focusable="false">'
    )
    return head.format(WIDE, HIGH) + Markup("").join(parts) + Markup("</svg>")
