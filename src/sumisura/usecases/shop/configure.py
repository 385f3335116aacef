"""Shape a design: start, choose, change one's mind, write on it; finishing it stands in ``finishing``."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from sumisura.kernel import BadInput, DesignId, Field
from sumisura.space import draft as drafting
from sumisura.space import fields as written
from sumisura.space import measuring, repo
from sumisura.space.draft import Draft, Step, design_of
from sumisura.space.errors import Unavailable
from sumisura.space.space import Space
from sumisura.store.ports import Transaction
from sumisura.taste import repo as tastes
from sumisura.taste.model import ItemId
from sumisura.usecases.again import again
from sumisura.usecases.maker import wanting
from sumisura.usecases.noticing import note, note_shown
from sumisura.usecases.office import arms
from sumisura.usecases.services import Services, Visitor
from sumisura.usecases.shop import copying, page, trying
from sumisura.usecases.shop.liking import option_item
from sumisura.usecases.shop.viewing import Text
from sumisura.usecases.shop.views import ConfiguratorView
from sumisura.usecases.tasting import deciding, doing
from sumisura.usecases.tasting.deciding import Made
from sumisura.usecases.tasting.guests import guest

Act = Callable[[Space, Draft], Draft]


@again
def start(
    services: Services,
    visitor: Visitor,
    family_name: str,
    preset: str = "",
    choices: Mapping[str, str] | None = None,
    chosen: Mapping[str, str] | None = None,
) -> DesignId:
    """Open a new design, empty, as the brand's default, as a preset has it, or with these choices, and say where it is.

    Args:
        choices: as a preset's: suggestions, of which those that cannot be had are left out.
        chosen: what was chosen by name, all of it or nothing; goes before the others.

    Raises:
        NotFound: there is no such family or preset.
        BadInput: what was chosen is not among the options of the family.
        Unavailable: what was chosen goes against each other.
    """
    design = DesignId(services.ids.new("dsn"))
    with services.store.write(durable=False) as tx:
        digest = repo.current(tx, visitor.brand.id, family_name)
        draft = Draft(design, visitor.brand.id, visitor.party, family_name, digest)
        space = services.shelf.take(tx, visitor.brand.id, digest).space
        began = ItemId(preset or family_name)
        if chosen:
            draft = replace(draft, now=Step(touched=dict(chosen)))
            design_of(space, draft)
        elif preset or choices:
            given = choices or tastes.item(tx, visitor.brand.id, began).choices
            draft = drafting.begin(space, draft, given)
        elif space.family.starts_complete:
            draft = replace(drafting.finish(space, draft), past=())
        draft = measuring.settled(space.family, draft)
        repo.save_draft(tx, draft, 0)
        doing.seen(services, tx, visitor, began)
        doing.took(services, tx, visitor, began)
    note(services, visitor, "design.started", design, family=digest)
    return design


def show(
    services: Services,
    visitor: Visitor,
    design: DesignId,
    *,
    asking: tuple[str, str] | None = None,
    did: str = "",
) -> ConfiguratorView:
    """The design's page.

    Args:
        asking: an option (variable, value): why it cannot be had is told.
        did: the variable the last act was about: what it changed besides that is told.
    """

    def make(served: Visitor) -> Made[ConfiguratorView]:
        return _made(services, visitor, served, design, asking, did)

    made = deciding.settled(services, visitor, make)
    view = made.view
    arms.meet(services, made.who.visitor, view.fit)
    if asking:
        note(services, visitor, "option.wanted", design, variable=asking[0], value=asking[1])
        wanting.asked(services, visitor, design, asking)
    note_shown(services, visitor, view)
    return view


def choose(
    services: Services,
    visitor: Visitor,
    design: DesignId,
    option: tuple[str, str],
    *,
    anyway: bool = False,
) -> ConfiguratorView:
    """Choose a value. What would need a choice given up is shown with its conflict instead, unless ``anyway``."""
    variable, value = option

    def act(space: Space, draft: Draft) -> Draft:
        return drafting.choose(space, draft, variable, value, anyway=anyway)

    try:
        view = _change(services, visitor, design, act, about=variable, chose=option)
    except Unavailable:
        return show(services, visitor, design, asking=option)
    note(services, visitor, "design.chose", design, variable=variable, value=value, anyway=anyway)
    note_shown(services, visitor, view)
    return view


def retract(services: Services, visitor: Visitor, design: DesignId, variable: str) -> ConfiguratorView:
    """Take a choice back."""

    def act(space: Space, draft: Draft) -> Draft:
        return drafting.retract(space, draft, variable)

    view = _change(services, visitor, design, act, retracts=variable)
    note(services, visitor, "design.retracted", design, variable=variable)
    note_shown(services, visitor, view)
    return view


def unfinish(services: Services, visitor: Visitor, design: DesignId) -> ConfiguratorView:
    """Take the suggestions away again."""
    return _step(services, visitor, design, "design.unfinished", lambda _, draft: drafting.unfinish(draft))


def undo(services: Services, visitor: Visitor, design: DesignId) -> ConfiguratorView:
    """One step back."""
    return _step(services, visitor, design, "design.undone", lambda _, draft: drafting.undo(draft))


@again
def write(
    services: Services, visitor: Visitor, design: DesignId, texts: Mapping[str, str]
) -> ConfiguratorView:
    """Write into the design's fields; what cannot be made is shown again with its reason, and the rest is kept."""
    with services.store.write(durable=False) as tx:
        draft, version = copying.to_change(tx, visitor, design)
        space = services.shelf.take(tx, visitor.brand.id, draft.family).space
        errors: dict[str, str] = {}
        for spec in space.family.fields:
            if spec.name in texts:
                try:
                    if space.family.number_of(spec.name):
                        draft = measuring.write(space, draft, spec, texts[spec.name])
                    else:
                        draft = _written(services, tx, visitor, draft, spec, texts[spec.name])
                except BadInput as error:
                    errors[spec.name] = str(error)
        repo.save_draft(tx, draft, version)
        view = page.of(services, visitor, tx, draft, page.Aside(tried=texts, errors=errors))
    note(services, visitor, "design.wrote", design, fields=sorted(set(texts) - set(errors)))
    return view


def unsaved(
    services: Services, visitor: Visitor, design: DesignId, texts: Mapping[str, str]
) -> dict[str, str]:
    """Which of these texts are not what the design already holds; another person's private words are left alone."""
    with services.store.read() as tx:
        draft, _ = repo.draft(tx, visitor.brand.id, design)
        known = page.texts_for(services, tx, visitor, draft)
    private = draft.personal.keys() - known.keys()
    return {
        name: text
        for name, text in texts.items()
        if text.strip() != known.get(name, "") and (text or name not in private)
    }


def own_words(services: Services, tx: Transaction, visitor: Visitor, draft: Draft) -> Draft:
    """The draft as this visitor may order it: nobody buys with another's words, and no erasure unmakes an order."""
    readable = page.texts_for(services, tx, visitor, draft)
    return replace(draft, personal={name: ref for name, ref in draft.personal.items() if name in readable})


def _step(
    services: Services, visitor: Visitor, design: DesignId, kind: str, act: Act, **context: object
) -> ConfiguratorView:
    view = _change(services, visitor, design, act)
    note(services, visitor, kind, design, **context)
    note_shown(services, visitor, view)
    return view


@again
def _change(
    services: Services,
    visitor: Visitor,
    design: DesignId,
    act: Act,
    *,
    about: str = "",
    chose: tuple[str, str] | None = None,
    retracts: str = "",
) -> ConfiguratorView:
    with services.store.write(durable=False) as tx:
        before, version = copying.to_change(tx, visitor, design)
        space = services.shelf.take(tx, visitor.brand.id, before.family).space
        after = measuring.settled(space.family, act(space, before))
        if after != before:
            repo.save_draft(tx, after, version)
        if chose:
            doing.chose(services, tx, visitor, option_item(before.family_name, *chose))
        if retracts in before.now.touched:
            gone = option_item(before.family_name, retracts, before.now.touched[retracts])
            doing.retracted(services, tx, visitor, gone)
        return page.of(services, visitor, tx, after, page.Aside(before=before.choices, about=about))


def _written(
    services: Services, tx: Transaction, visitor: Visitor, draft: Draft, spec: Field, text: str
) -> Draft:
    text = written.check(spec, text)
    if not spec.personal:
        return replace(draft, fields=_with(draft.fields, spec.name, text))
    ref = services.vault.put(tx, draft.brand, visitor.party, f"field.{spec.name}", text) if text else None
    return replace(draft, personal=_with(draft.personal, spec.name, ref))


def _with(stands: Mapping[str, Text], name: str, text: Text | None) -> dict[str, Text]:
    """The same with one more text, or with one less."""
    rest = {key: value for key, value in stands.items() if key != name}
    return {**rest, name: text} if text else rest


def _made(
    services: Services,
    visitor: Visitor,
    served: Visitor,
    design: DesignId,
    asking: tuple[str, str] | None,
    did: str,
) -> Made[ConfiguratorView]:
    """The design's page as it is for ``served``: the visitor, or anyone; the words in it stay the visitor's."""
    began = services.clock.now()
    with services.store.read() as tx:
        draft, _ = repo.draft(tx, visitor.brand.id, design)
        stood = drafting.undo(draft).choices if did and draft.past else None
        aside, who = page.Aside(asking, stood, did), guest(services, tx, served)
        found = page.parts(services, visitor, tx, draft, aside, who)
        view = page.from_parts(services, visitor, tx, found, aside)
    drawn = found.leaning.drawn if found.leaning else {}
    return Made(who, view, trying.decisions(services, who, design, draft.family_name, drawn, began))
