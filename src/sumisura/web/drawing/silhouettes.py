"""Outlines of common goods, so that a belt is seen to be a belt: a few strokes each, on a sheet of 320 by 300."""

import re
from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Shape:
    """Layers from below, each SVG path data; "" for none.

    Args:
        line: strokes as broad as a strap, in the good's own material.
        body: what the material covers.
        shade: openings and folds.
        light: labels and paper.
        seam: running stitches.
        metal: buckles, buttons, caps.
        width: of ``line``.
    """

    body: str = ""
    seam: str = ""
    shade: str = ""
    light: str = ""
    metal: str = ""
    line: str = ""
    width: float = 9.0


def _dot(x: float, y: float, r: float) -> str:
    return f"M{x - r} {y}a{r} {r} 0 1 0 {2 * r} 0a{r} {r} 0 1 0 -{2 * r} 0z"


_TORSO = "M118 62L86 76 58 214 88 222 108 128V246H212V128L232 222 262 214 234 76 202 62Q160 88 118 62z"
_COLLAR = "M118 62L142 92 160 78 178 92 202 62Q160 86 118 62z"
_BUTTONS = "".join(_dot(160, y, 3.4) for y in (108, 138, 168, 198, 228))
_CUP = "M92 104H220V190Q220 232 178 232H134Q92 232 92 190z"

SHAPES: Mapping[str, Shape] = {
    "belt": Shape(
        "M62 128H262L280 150 262 172H62z",
        "M70 136H256M70 164H256",
        "".join(_dot(x, 150, 3.5) for x in (196, 216, 236)),
        metal="M36 114H82V186H36zM47 125V175H71V125zM71 146H96V154H71z",
    ),
    "braces": Shape(
        line="M104 54L176 172V240M216 54L144 172V240",
        seam="M104 54L176 172V240M216 54L144 172V240",
        width=20,
        metal="M92 46H116V66H92zM204 46H228V66H204zM134 226H154V246H134zM166 226H186V246H166z",
        body="M132 152H188L176 188H144z",
    ),
    "shirt": Shape(_TORSO, "M152 90V244M168 90V244M66 206L90 212M254 206L230 212M118 128H142V156H118z", _COLLAR, metal=_BUTTONS),
    "jacket": Shape(
        _TORSO,
        "M160 84V244M66 206L90 212M254 206L230 212M116 120H146V148H116zM174 120H204V148H174zM114 182H148V222H114zM172 182H206V222H172z",
        _COLLAR,
        metal="".join(_dot(160, y, 4.2) for y in (104, 140, 176, 212)),
    ),
    "tee": Shape(
        "M122 66L82 84 54 144 86 160 104 136V244H216V136L234 160 266 144 238 84 198 66Q160 92 122 66z",
        "M64 138L90 152M256 138L230 152M104 234H216",
        "M122 66Q160 92 198 66Q160 108 122 66z",
    ),
    "sleeve": Shape(
        _TORSO,
        "M106 112H214M106 136H214M106 160H214M106 184H214M106 208H214M106 230H214",
        "M118 62Q160 88 202 62Q160 102 118 62z",
    ),
    "socks": Shape(
        "M86 56H132V150L166 188Q178 206 162 220 146 230 128 214L86 168zM164 66H208V156L242 194Q254 210 240 224 222 234 206 218L164 176z",
        "M86 74H132M164 84H208M138 166L112 194M214 172L190 200",
    ),
    "cap": Shape(
        "M78 176Q82 84 160 84T242 176zM78 176H242Q290 186 296 206 200 180 92 200 76 196 78 176z",
        "M160 86Q150 130 152 174M160 86Q200 110 206 174M160 86Q112 110 108 174M100 190Q200 172 280 198",
        metal=_dot(160, 84, 6),
    ),
    "bag": Shape(
        "M84 116H236L250 248H70z",
        "M92 126H228M110 116V150M130 116V150M190 116V150M210 116V150M80 236H240",
        line="M120 120Q120 48 160 48T200 120",
    ),
    "apron": Shape(
        "M124 62H196L206 118Q240 126 240 156V246H80V156Q80 126 114 118z",
        "M132 70H188M116 172H204V222H116zM160 172V222",
        line="M126 64Q160 20 194 64M82 152H46M238 152H274",
        width=7,
    ),
    "wallet": Shape(
        "M76 98H244Q254 98 254 108V196Q254 206 244 206H76Q66 206 66 196V108Q66 98 76 98z",
        "M76 108H244V196H76zM170 108V196",
        "M166 98H172V206H166z",
    ),
    "scarf": Shape(
        "M100 60H148V206H100zM172 84H220V232H172zM100 60Q160 26 220 60L220 100Q160 64 100 100z",
        "M108 186H140M180 212H212M108 176H140M180 202H212",
        "M148 78L172 92V130L148 104z",
        line="M104 206V224M116 206V224M128 206V224M140 206V224M176 232V250M188 232V250M200 232V250M212 232V250",
        width=2.4,
    ),
    "bandana": Shape("M48 92H272L160 236z", "M78 104H242L160 212zM160 104V200M118 128L202 128M136 156H184", "M48 92H272L262 104H58z"),
    "soap": Shape("M84 116Q84 96 106 96H214Q236 96 236 116V188Q236 208 214 208H106Q84 208 84 188z", "M98 112H222V192H98z", light="M116 128H204V176H116z"),
    "box": Shape("M84 122H236V240H84z", "M92 132H228V232H92z", "M84 122H236V130H84z", light="M150 92H170V240H150z", line="M76 106H244", width=30),
    "cloth": Shape("M78 92H242V214H78z", "M88 102H232V204H88z", "M78 152H242V158H78zM156 92H162V214H156z"),
    "studs": Shape(_dot(116, 150, 34) + _dot(204, 150, 34), metal=_dot(116, 150, 9) + _dot(204, 150, 9)),
    "drops": Shape(
        "M112 108Q150 170 112 206 74 170 112 108zM208 108Q246 170 208 206 170 170 208 108z",
        line="M112 108Q128 76 112 68 100 70 104 84M208 108Q224 76 208 68 196 70 200 84",
        width=3,
    ),
    "hoops": Shape(line=_dot(102, 156, 44) + _dot(218, 156, 44), width=10),
    "pendant": Shape(_dot(160, 196, 34), line="M78 62Q92 160 160 166 228 160 242 62", width=3, metal=_dot(160, 164, 7)),
    "chain": Shape(line="M74 70Q74 226 160 226T246 70", seam="M74 70Q74 226 160 226T246 70", width=9),
    "bangle": Shape(line="M70 150a90 66 0 1 0 180 0a90 66 0 1 0 -180 0z", seam="M70 150a90 66 0 1 0 180 0a90 66 0 1 0 -180 0z", width=15),
    "ring": Shape(line="M94 162a66 66 0 1 0 132 0a66 66 0 1 0 -132 0z", width=16),
    "signet": Shape("M126 76H194L186 116H134z", "M134 84H186L180 108H140z", line="M98 172a62 62 0 1 0 124 0a62 62 0 1 0 -124 0z", width=15),
    "cufflinks": Shape(_dot(116, 130, 34) + _dot(208, 176, 34), "M92 130H140M116 106V154M184 176H232M208 152V200", line="M116 130L150 196M208 176L236 96", width=6),
    "brooch": Shape("M84 214Q84 96 232 76 236 212 120 218z", "M96 222Q150 160 224 88M140 176V138M166 150V116M150 186H190M176 156H212"),
    "bowl": Shape(
        "M72 152H248Q248 232 160 232T72 152z",
        "M84 166H236",
        line="M84 148Q96 104 128 124 142 88 172 112 206 92 216 126 240 128 236 148",
        width=8,
    ),
    "fries": Shape(
        "M92 128H228L206 246H114z",
        "M100 140H220",
        light="M104 74H120V130H104zM126 58H142V130H126zM148 70H164V130H148zM170 54H186V130H170zM192 76H208V130H192z",
    ),
    "plate": Shape(_dot(160, 152, 92), line=_dot(160, 152, 62), width=2, light="M112 150Q132 110 164 128 200 116 210 150 200 184 162 178 124 188 112 150z"),
    "bottle": Shape(
        "M142 56H178V104Q206 118 206 150V238Q206 250 194 250H126Q114 250 114 238V150Q114 118 142 104z",
        "M122 172H198M122 226H198",
        light="M114 164H206V234H114z",
        metal="M138 44H182V64H138z",
    ),
    "jar": Shape("M104 96H216Q226 104 226 118V226Q226 246 206 246H114Q94 246 94 226V118Q94 104 104 96z", "M104 196H216M104 144H216", light="M94 138H226V202H94z", metal="M100 70H220V98H100z"),
    "cake": Shape("M66 166L226 112Q256 134 256 166V226L66 226z", "M66 196H256", "M66 166H256V176H66z", light="M66 166L226 112Q256 134 256 166z"),
    "glass": Shape("M108 84H212L200 246H120z", "M112 112H208", light="M106 62H214L212 92H108z"),
    "cup": Shape(_CUP, "M104 118H208", line="M220 126Q262 126 262 158T212 192", width=12, shade="M92 104H220V112H92z"),
    "tent": Shape("M160 76L268 226H52z", "M160 76V226M108 148H212", "M160 118L198 226H122z"),
    "mat": Shape("M74 88H246V226H74z", "M84 98H236V216H84z", "".join(f"M96 {y}H224V{y + 4}H96z" for y in range(114, 206, 16))),
    "guard": Shape(line="M64 96H256V220H64zM96 96V220M128 96V220M160 96V220M192 96V220M224 96V220M64 158H256", width=5),
    "seat": Shape("M112 58Q160 34 208 58L214 164H106zM92 164H228L240 236H80z", "M124 72H196L200 152H120zM104 180H216", metal="M150 108H170V176H150z"),
    "rack": Shape(line="M60 206H260M84 206V110M236 206V110M84 130H236", width=9, metal=_dot(118, 172, 5) + _dot(202, 172, 5), body="M72 96H96V116H72zM224 96H248V116H224z"),
    "cable": Shape("M206 196H252V240H206z", line="M96 148a62 48 0 1 0 124 0a62 48 0 1 0 -124 0M112 148a46 34 0 1 0 92 0a46 34 0 1 0 -92 0M218 160Q232 172 229 200", width=8),
    "pedals": Shape("M84 84H150V222H84zM176 116H240V206H176z", "M96 104H138M96 128H138M96 152H138M96 176H138M96 200H138M188 136H228M188 160H228M188 184H228"),
    "knob": Shape(_dot(160, 106, 50), "M160 84V128M142 92V120M178 92V120M142 106H178", line="M160 156V226", width=14, metal="M118 222H202V240H118z"),
    "gloves": Shape(
        "M82 246V150L70 96Q76 84 86 94L98 132 96 70Q106 56 114 70L120 128 128 68Q138 58 146 70L142 132 154 96Q166 92 164 104L146 168V246z"
        "M178 246V170L166 130Q170 120 180 126L190 142 188 84Q198 72 206 84L212 140 220 80Q230 70 238 82L234 144 246 108Q258 104 256 116L242 176V246z",
        "M84 226H144M180 226H240",
    ),
    "blanket": Shape("M74 116H246V232H74z", "M74 146H246M74 156H246M74 204H246M74 214H246", "M74 172H246V177H74z", line="M90 104H230", width=26),
    "wheel": Shape(line=_dot(160, 150, 84) + _dot(160, 150, 34), seam="M160 66V116M160 184V234M76 150H126M194 150H244M101 91L136 126M219 91L184 126M101 209L136 174M219 209L184 174", width=13),
    "car": Shape("M52 190Q48 164 84 158L112 122Q160 104 210 124L244 154Q274 160 272 190z", "M84 172H256", "M118 130Q134 120 156 118V152H100zM166 118Q192 118 206 130L226 152H166z", metal=_dot(104, 192, 22) + _dot(222, 192, 22)),
    "leaf": Shape("M60 150Q160 50 260 150 160 250 60 150z", "M70 150H250"),
}  # fmt: skip
"""By name, as ``look.shape`` may ask for them."""

_WORDS: Mapping[str, str] = {
    "belt": "belt", "braces": "braces", "suspenders": "braces", "t-shirt": "tee", "tee": "tee", "overshirt": "jacket",
    "jacket": "jacket", "coat": "jacket", "shirt": "shirt", "sleeve": "sleeve", "jumper": "sleeve", "socks": "socks",
    "cap": "cap", "hat": "cap", "tote": "bag", "bag": "bag", "apron": "apron", "wallet": "wallet", "scarf": "scarf",
    "bandana": "bandana", "soap": "soap", "kit": "box", "box": "box", "polishing": "cloth", "studs": "studs", "drops": "drops",
    "hoops": "hoops", "pendant": "pendant", "disc": "pendant", "chain": "chain", "chains": "chain", "sapphires": "bangle",
    "bangle": "bangle", "band": "ring", "ring": "ring", "signet": "signet", "cufflinks": "cufflinks", "brooch": "brooch",
    "salad": "bowl", "soup": "bowl", "slaw": "bowl", "fries": "fries", "chips": "fries", "rings": "fries", "wings": "plate",
    "bottle": "bottle", "jar": "jar", "cake": "cake", "tart": "cake", "fior": "bowl", "lemonade": "glass", "beer": "glass",
    "coffee": "cup", "mug": "cup", "tent": "tent", "mat": "mat", "guard": "guard", "seat": "seat", "shades": "mat", "rack": "rack",
    "mount": "rack", "cable": "cable", "adapter": "cable", "pedals": "pedals", "knob": "knob", "gloves": "gloves",
    "blanket": "blanket", "set": "wheel", "volta": "car", "parking": "soap",
}  # fmt: skip
"""A word of a title → its shape, the more telling first."""
_FIRST = ("signet", "polishing", "parking", "box", "kit", "bottle", "jar", "coffee", "snow", "chains")
"""Words that decide wherever they stand: a bottle of beer is a bottle."""


def shape(name: str, title: str) -> Shape | None:
    """The outline a good asks for by name, or that a word of its title suggests; None where there is none.

    Example:
        >>> shape("", "Woven hemp belt") is SHAPES["belt"], shape("cup", "Belt") is SHAPES["cup"], shape("", "Wonder")
        (True, True, None)
    """
    if name in SHAPES:
        return SHAPES[name]
    words = re.findall(r"[\w-]+", title.lower())
    for word in (*(first for first in _FIRST if first in words), *reversed(words), *words):
        if word in _WORDS:
            return SHAPES[_WORDS[word]]
    return None
