"""Whoever has a design's link may order it, and shape a copy; what was written in it is its writer's alone to read."""

from sumisura.usecases.shop import bag, configure, copying


def engraving(view):
    return next(field for group in view.groups for field in group.fields if field.spec.name == "engraving")


def begun(services, visitor, words):
    design = configure.start(services, visitor, "rings")
    configure.write(services, visitor, design, {"engraving": words})
    return design


def test_a_guest_sees_that_something_is_written_and_not_what(services, ada, eve):
    design = begun(services, ada, "For ever yours")
    assert engraving(configure.show(services, ada, design)).text == "For ever yours"
    seen = engraving(configure.show(services, eve, design))
    assert (seen.text, seen.kept_private) == ("", True)


def test_a_guest_does_not_order_with_anothers_words(services, ada, eve):
    design = begun(services, ada, "For ever yours")
    bag.add(services, eve, design)
    assert "Engraving" not in dict(bag.show(services, eve).lines[0].facts)
    bag.add(services, ada, design)
    assert "Engraving" in dict(bag.show(services, ada).lines[0].facts)


def test_what_a_guest_writes_is_the_guests(services, ada, eve):
    design = begun(services, ada, "For ever yours")
    copy = copying.own(services, eve, design)
    assert engraving(configure.show(services, eve, copy)).text == ""
    configure.write(services, eve, copy, {"engraving": "Eve was here"})
    assert engraving(configure.show(services, eve, copy)).text == "Eve was here"
    assert engraving(configure.show(services, ada, design)).text == "For ever yours"
    seen = engraving(configure.show(services, ada, copy))
    assert (seen.text, seen.kept_private) == ("", True)
