#!/usr/bin/env python
"""Writes car.yaml: a synthetic range of some 150 choices and 250 rules, with every word a person would read.

    python examples/brands/volta/generate.py

How it is built. One choice, the *line* (Essenza to Firma), decides what wiring a car has. Every step holds a package and
its options, and an option speaks only of its line, of its package and of a neighbour in the same step; engine, gearbox
and body speak among themselves. Rules are therefore local, as they are in real cars, and the space stays small to hold
although it is vast to count. Nothing here is random: the same script writes the same file.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BOTH = ("without", "with")
Tie = tuple[str, str] | None
LINES = ("essenza", "comoda", "veloce", "firma")
HEAD = """\
# Written by generate.py. Change the script, not this file.
family: car
title: The Volta
tagline: A car of some hundred and fifty decisions, each with its price.
story: >
  A made-up car from a made-up line in Modena. Decide what matters to you, in any order, and let the rest be
  finished for you.
currency: EUR
price: 23900.00
lead_days: 70
preview: car.svg
returns: >
  A car built to order is made for you alone, so the usual 14 days to send goods back do not apply (Directive
  2011/83/EU, Article 16 c). You may still change your mind until the body is welded.
"""


@dataclass(frozen=True)
class Option:
    """Something a car has or has not.

    Args:
        name: of the choice; its values are ``without`` and ``with``.
        label: what a person reads.
        price: in euros.
        line: the first line it can be had from; 0 is all of them.
        needs: a neighbour it cannot be without, and why.
        bars: a neighbour it cannot be beside, and why.
        look: a hint for the drawing.
    """

    name: str
    label: str
    price: int
    line: int = 0
    needs: Tie = None
    bars: Tie = None
    look: str = ""


@dataclass(frozen=True)
class Choice:
    """A choice among several: (name, label, price, first line, look)."""

    name: str
    label: str
    values: tuple[tuple[str, str, int, int, str], ...]
    weight: int = 1


@dataclass(frozen=True)
class Step:
    """A step on the way: choices, options, and a package that takes some options together for less."""

    name: str
    label: str
    hint: str
    parts: tuple[Option | Choice, ...]
    package: tuple[str, int, tuple[str, ...]] | None = None


def o(name: str, price: int, line: int = 0, *, needs: Tie = None, bars: Tie = None, look: str = "") -> Option:
    """An option whose label is its name in words."""
    return Option(name, name.replace("_", " ").capitalize(), price, line, needs, bars, look)


BODY = Step(
    "body",
    "Body",
    "Where everything begins.",
    (
        Choice(
            "body",
            "Body",
            (
                ("hatch", "Hatchback", 0, 0, ""),
                ("saloon", "Saloon", 900, 0, ""),
                ("estate", "Estate", 1700, 0, ""),
                ("coupe", "Coupé", 2900, 2, ""),
                ("suv", "Tall", 3800, 0, ""),
            ),
            3,
        ),
        Choice(
            "line",
            "Line",
            (
                ("essenza", "Essenza: all one needs", 0, 0, ""),
                ("comoda", "Comoda: for long days", 2200, 0, ""),
                ("veloce", "Veloce: for short roads", 4100, 0, ""),
                ("firma", "Firma: with everything in reach", 6900, 0, ""),
            ),
            3,
        ),
        Choice(
            "roof",
            "Roof",
            (
                ("body", "In body colour", 0, 0, ""),
                ("contrast", "In black", 420, 1, 'colour: "#17181b"'),
                ("glass", "Glass", 1150, 1, ""),
            ),
        ),
        Choice(
            "glass",
            "Rear glass",
            (
                ("clear", "Clear", 0, 0, "tint: 0.3"),
                ("dark", "Dark", 290, 1, "tint: 0.7"),
                ("double", "Dark and double", 540, 2, "tint: 0.8"),
            ),
        ),
        o("roof_rails", 260, look="visible: true"),
        o("spoiler", 380, 2, look="visible: true"),
        o("tow_bar", 690, look="visible: true"),
        o("mud_flaps", 60, look="visible: true"),
        o("running_boards", 340, 1),
        o("rear_wiper", 120),
        o("wind_deflectors", 90),
        o("roof_box", 480, needs=("roof_rails", "it stands on them")),
        o("bicycle_carrier", 390, needs=("tow_bar", "it hangs on it")),
    ),
)
DRIVE = Step(
    "drive",
    "Drive",
    "What moves it.",
    (
        Choice(
            "engine",
            "Engine",
            (
                ("petrol-75", "Petrol, 75 kW", 0, 0, ""),
                ("petrol-110", "Petrol, 110 kW", 1900, 0, ""),
                ("hybrid-135", "Hybrid, 135 kW", 4300, 1, ""),
                ("plug-in-165", "Plug-in hybrid, 165 kW", 8200, 1, ""),
                ("electric-150", "Electric, 150 kW", 9400, 0, ""),
                ("electric-250", "Electric, 250 kW", 14900, 2, ""),
            ),
            3,
        ),
        Choice(
            "gearbox",
            "Gearbox",
            (
                ("manual", "Six gears by hand", 0, 0, ""),
                ("automatic", "Seven gears by itself", 1800, 0, ""),
                ("direct", "One gear", 0, 0, ""),
            ),
        ),
        Choice(
            "driven",
            "Driven wheels",
            (("front", "Front", 0, 0, ""), ("rear", "Rear", 700, 1, ""), ("all", "All four", 2100, 1, "")),
        ),
        Choice(
            "battery",
            "Battery",
            (
                ("none", "None for driving", 0, 0, ""),
                ("small", "14 kWh", 0, 0, ""),
                ("medium", "58 kWh", 0, 0, ""),
                ("large", "82 kWh", 5200, 1, ""),
            ),
        ),
        Choice(
            "charger",
            "Charger on board",
            (
                ("none", "None", 0, 0, ""),
                ("ac-7", "7 kW", 0, 0, ""),
                ("ac-11", "11 kW", 450, 0, ""),
                ("ac-22", "22 kW", 1200, 1, ""),
            ),
        ),
        Choice(
            "tank",
            "Tank",
            (
                ("regular", "42 litres", 0, 0, ""),
                ("none", "None", 0, 0, ""),
                ("long", "58 litres", 190, 0, ""),
            ),
        ),
        o("fast_charging", 800),
        o("heat_pump", 990),
        o("home_cable", 240),
        o("wall_box", 890, needs=("home_cable", "it is what the cable plugs into")),
        o("preconditioning", 310, needs=("heat_pump", "it warms the battery with it")),
        o("sport_exhaust", 740, 2),
        o("start_button", 140),
    ),
)
ROAD = Step(
    "road",
    "Wheels and brakes",
    "What touches the road.",
    (
        Choice(
            "wheels",
            "Wheels",
            (
                ("steel-16", "16 inch, steel", 0, 0, 'colour: "#8e9194", spokes: 12, inch: 16'),
                ("alloy-16", "16 inch, alloy", 450, 0, 'colour: "#c3c6ca", spokes: 10, inch: 16'),
                ("alloy-17", "17 inch, alloy", 800, 0, 'colour: "#c3c6ca", spokes: 10, inch: 17'),
                ("alloy-18", "18 inch, alloy", 1400, 1, 'colour: "#b7babd", spokes: 7, inch: 18'),
                ("black-18", "18 inch, black", 1650, 2, 'colour: "#2a2b2d", spokes: 7, inch: 18'),
                ("forged-19", "19 inch, forged", 2900, 2, 'colour: "#9fa2a5", spokes: 5, inch: 19'),
            ),
        ),
        Choice(
            "tyres",
            "Tyres",
            (
                ("summer", "Summer", 0, 0, ""),
                ("all-season", "All seasons", 220, 0, ""),
                ("winter", "Winter", 260, 0, ""),
                ("sport", "Sport", 540, 2, ""),
            ),
        ),
        Choice(
            "spare",
            "If one goes flat",
            (
                ("kit", "A repair kit", 0, 0, ""),
                ("narrow", "A narrow spare", 150, 0, ""),
                ("full", "A full spare", 320, 0, ""),
            ),
        ),
        Choice(
            "springs",
            "Springs",
            (
                ("regular", "Regular", 0, 0, ""),
                ("lowered", "15 mm lower", 390, 2, ""),
                ("raised", "20 mm higher", 340, 0, ""),
                ("adaptive", "That listen to the road", 1250, 2, ""),
            ),
        ),
        Choice(
            "brakes",
            "Brakes",
            (
                ("regular", "Regular", 0, 0, ""),
                ("large", "Large", 690, 1, ""),
                ("carbon", "Carbon ceramic", 5900, 3, ""),
            ),
        ),
        Choice(
            "calipers",
            "Calipers",
            (
                ("grey", "Grey", 0, 0, 'colour: "#3b3c40"'),
                ("red", "Red", 190, 2, 'colour: "#b3262b"'),
                ("yellow", "Yellow", 190, 2, 'colour: "#d9b221"'),
            ),
        ),
        Choice(
            "steering",
            "Steering",
            (
                ("regular", "Regular", 0, 0, ""),
                ("direct", "Direct", 480, 2, ""),
                ("four-wheel", "On four wheels", 1350, 3, ""),
            ),
        ),
        o("wheel_locks", 45),
        o("tyre_pressure_display", 160, 1),
        o("winter_wheels", 1190),
        o("underbody_guard", 230),
        o("hill_descent", 180),
        o("sport_stability", 270, 2),
    ),
)


def options(
    step: str, label: str, hint: str, rebate: int, members: str, parts: tuple[Option | Choice, ...]
) -> Step:
    """A step whose package takes its members together."""
    return Step(step, label, hint, parts, (f"{step}_package", rebate, tuple(members.split())))


COMFORTS = (
    options(
        "paint",
        "Paint",
        "What the street sees.",
        180,
        "metallic chrome_trim painted_mirrors",
        (
            Choice(
                "paint",
                "Paint",
                (
                    ("white", "Chalk white", 0, 0, 'colour: "#eceae4"'),
                    ("grey", "Basalt grey", 350, 0, 'colour: "#5b5f63"'),
                    ("black", "Ink black", 350, 0, 'colour: "#1a1b1e"'),
                    ("red", "Modena red", 550, 0, 'colour: "#9c2a2c"'),
                    ("blue", "Lake blue", 550, 0, 'colour: "#27486f"'),
                    ("green", "Cypress green", 550, 1, 'colour: "#2e4a3d"'),
                    ("sand", "Dune", 550, 1, 'colour: "#b9a483"'),
                    ("yellow", "Saffron", 800, 2, 'colour: "#d39b1d"'),
                    ("copper", "Copper", 950, 3, 'colour: "#9a5a38"'),
                ),
            ),
            Choice(
                "trim",
                "Trim",
                (
                    ("black", "Black", 0, 0, 'colour: "#232427"'),
                    ("satin", "Satin", 190, 1, 'colour: "#a9adb1"'),
                    ("brass", "Brass", 340, 3, 'colour: "#a88a4a"'),
                ),
            ),
            o("metallic", 420),
            o("matt_varnish", 1300, 3, bars=("metallic", "matt varnish hides the flakes")),
            o("chrome_trim", 210, 1),
            o("painted_mirrors", 90),
            o("stone_guard_film", 690),
            o("pinstripe", 140, 2),
            o("hidden_badges", 0, 1),
            o("painted_handles", 110, 1),
            o("ceramic_seal", 590, bars=("stone_guard_film", "the seal does not bind to film")),
        ),
    ),
    options(
        "light",
        "Light",
        "To see and to be seen.",
        240,
        "fog_lamps high_beam_assistant cornering_light",
        (
            Choice(
                "headlamps",
                "Headlamps",
                (
                    ("halogen", "Halogen", 0, 0, ""),
                    ("led", "LED", 750, 0, ""),
                    ("matrix", "LED matrix", 1650, 2, ""),
                ),
            ),
            Choice(
                "tail_lamps",
                "Tail lamps",
                (
                    ("regular", "Regular", 0, 0, ""),
                    ("led", "LED", 240, 0, ""),
                    ("flowing", "LED with flowing indicators", 420, 2, ""),
                ),
            ),
            Choice(
                "inner_light",
                "Light inside",
                (
                    ("white", "White", 0, 0, ""),
                    ("warm", "Warm", 90, 1, ""),
                    ("chosen", "Any colour", 260, 2, ""),
                ),
            ),
            o("fog_lamps", 190, look="visible: true"),
            o("high_beam_assistant", 210, 1),
            o("cornering_light", 230, 1),
            o("lamp_washers", 170),
            o("welcome_light", 120, 1),
            o("reading_lamps", 60),
            o("boot_lamp", 30),
            o("door_projectors", 140, 2, needs=("welcome_light", "they are lit by it")),
            o("footwell_light", 70, 1),
            o("rain_and_light_sensor", 150),
        ),
    ),
    options(
        "seats",
        "Seats",
        "You will spend a year of your life here.",
        320,
        "heated_front_seats lumbar_support seat_memory",
        (
            Choice(
                "upholstery",
                "Upholstery",
                (
                    ("cloth", "Cloth", 0, 0, ""),
                    ("wool", "Wool", 480, 1, ""),
                    ("microfibre", "Microfibre", 650, 1, ""),
                    ("leather", "Leather", 1450, 1, ""),
                    ("nappa", "Nappa", 2400, 3, ""),
                ),
            ),
            Choice(
                "inside_colour",
                "Colour inside",
                (
                    ("anthracite", "Anthracite", 0, 0, ""),
                    ("sand", "Sand", 120, 1, ""),
                    ("oxblood", "Oxblood", 220, 2, ""),
                    ("cream", "Cream", 220, 3, ""),
                ),
            ),
            Choice(
                "front_seats",
                "Front seats",
                (
                    ("regular", "Regular", 0, 0, ""),
                    ("comfort", "Wide", 420, 1, ""),
                    ("sport", "Sport", 690, 2, ""),
                ),
            ),
            Choice(
                "adjustment",
                "Adjusted",
                (
                    ("hand", "By hand", 0, 0, ""),
                    ("driver", "By motor for the driver", 390, 1, ""),
                    ("both", "By motor for both", 690, 1, ""),
                ),
            ),
            o("heated_front_seats", 320),
            o("ventilated_front_seats", 590, 2),
            o("massage", 780, 3),
            o("lumbar_support", 180),
            o("seat_memory", 240, 1),
            o("heated_rear_seats", 290, 1, needs=("heated_front_seats", "they share a control unit")),
            o("sliding_rear_bench", 330),
            o("folding_passenger_seat", 150),
            o("rear_armrest", 110),
            o("isofix_in_front", 90),
        ),
    ),
    options(
        "cabin",
        "Cabin",
        "What your hands find.",
        210,
        "heated_steering_wheel two_zone_climate storage_nets",
        (
            Choice(
                "wheel_rim",
                "Steering wheel",
                (
                    ("plastic", "Foam", 0, 0, ""),
                    ("leather", "Leather", 170, 0, ""),
                    ("flat", "Leather, flat below", 290, 2, ""),
                ),
            ),
            Choice(
                "inlays",
                "Inlays",
                (
                    ("grey", "Grey", 0, 0, ""),
                    ("ash", "Ash", 260, 1, ""),
                    ("carbon", "Carbon", 590, 2, ""),
                    ("walnut", "Walnut", 480, 3, ""),
                ),
            ),
            Choice(
                "climate",
                "Climate",
                (
                    ("manual", "By hand", 0, 0, ""),
                    ("automatic", "By itself", 420, 0, ""),
                    ("three-zone", "In three zones", 780, 2, ""),
                ),
            ),
            Choice("headliner", "Headliner", (("light", "Light", 0, 0, ""), ("dark", "Dark", 130, 1, ""))),
            o("heated_steering_wheel", 160),
            o("two_zone_climate", 240, 1),
            o("air_filter_plus", 140),
            o("fragrance", 190, 3, needs=("air_filter_plus", "it sits in its housing")),
            o("storage_nets", 40),
            o("cooled_glove_box", 80, 1),
            o("rubber_mats", 70),
            o("velour_mats", 120, 1, bars=("rubber_mats", "there is one set of hooks")),
            o("pedal_covers", 110, 2),
            o("sun_blinds", 160),
            o("rear_window_heater_plus", 90),
            o("ashtray", 25),
        ),
    ),
    options(
        "media",
        "Sound and screens",
        "For the way.",
        260,
        "phone_mirror wireless_charging navigation",
        (
            Choice(
                "screen",
                "Screen",
                (
                    ("seven", "7 inch", 0, 0, ""),
                    ("ten", "10 inch", 480, 0, ""),
                    ("thirteen", "13 inch", 950, 2, ""),
                ),
            ),
            Choice(
                "speakers",
                "Speakers",
                (
                    ("four", "Four", 0, 0, ""),
                    ("eight", "Eight", 290, 0, ""),
                    ("sixteen", "Sixteen", 1200, 2, ""),
                ),
            ),
            Choice(
                "dials", "Dials", (("needles", "Needles", 0, 0, ""), ("display", "A display", 450, 1, ""))
            ),
            o("phone_mirror", 180),
            o("wireless_charging", 190, 1),
            o("navigation", 490),
            o("head_up_display", 780, 2),
            o("digital_radio", 120),
            o("subwoofer", 340, 1),
            o("rear_screens", 890, 3),
            o("rear_usb", 60),
            o("hotspot", 210, 1),
            o("voice_control", 150, needs=("navigation", "that is what it understands best")),
            o("dashcam", 260),
            o("television", 420, 3, needs=("rear_screens", "it is seen there")),
        ),
    ),
    options(
        "help",
        "Assistance",
        "A second pair of eyes.",
        380,
        "parking_sensors blind_spot_warning cruise_control",
        (
            Choice(
                "camera",
                "Camera",
                (
                    ("none", "None", 0, 0, ""),
                    ("rear", "Behind", 320, 0, ""),
                    ("round", "All around", 780, 2, ""),
                ),
            ),
            Choice(
                "warning",
                "If it gets close",
                (
                    ("sound", "A sound", 0, 0, ""),
                    ("brake", "It brakes", 290, 0, ""),
                    ("steer", "It brakes and steers", 690, 2, ""),
                ),
            ),
            o("parking_sensors", 340),
            o("parking_assistant", 490, 1, needs=("parking_sensors", "it measures with them")),
            o("blind_spot_warning", 380, 1),
            o("exit_warning", 140, 1, needs=("blind_spot_warning", "it looks through the same radar")),
            o("cruise_control", 210),
            o("adaptive_cruise", 690, 1, needs=("cruise_control", "it builds on it")),
            o("lane_keeping", 310, 1),
            o("traffic_sign_display", 190),
            o("fatigue_warning", 90),
            o("night_vision", 1450, 3),
            o("trailer_assistant", 360, 2),
            o("remote_parking", 580, 3, needs=("parking_assistant", "it is the same function, from outside")),
            o("alarm", 280),
            o("keyless_entry", 390, 1),
        ),
    ),
    options(
        "load",
        "Load and travel",
        "What it carries.",
        150,
        "load_floor boot_mat luggage_net",
        (
            Choice(
                "tailgate",
                "Tailgate",
                (
                    ("hand", "By hand", 0, 0, ""),
                    ("motor", "By motor", 420, 1, ""),
                    ("foot", "By motor, with a foot", 580, 2, ""),
                ),
            ),
            Choice(
                "sockets",
                "Sockets",
                (
                    ("one", "One, 12 V", 0, 0, ""),
                    ("two", "Two, 12 V", 40, 0, ""),
                    ("mains", "One, 230 V", 180, 1, ""),
                ),
            ),
            o("load_floor", 170),
            o("boot_mat", 60),
            o("boot_tray", 75, bars=("boot_mat", "both lie in one place")),
            o("luggage_net", 70),
            o("partition_net", 160),
            o("ski_hatch", 140),
            o("hooks", 25),
            o("side_bins", 55),
            o("first_aid_kit", 30),
            o("warning_vests", 20),
            o("fire_extinguisher", 60),
            o("dog_guard", 190, bars=("partition_net", "both hang on the same eyes")),
            o("cool_box", 240, 1),
            o("picnic_set", 130, 3),
        ),
    ),
    options(
        "care",
        "Care",
        "After the first day.",
        300,
        "service_plan extended_warranty pick_up_service",
        (
            Choice(
                "warranty_years",
                "Warranty",
                (("2", "2 years", 0, 0, ""), ("4", "4 years", 490, 0, ""), ("6", "6 years", 990, 0, "")),
            ),
            Choice(
                "delivery",
                "Handed over",
                (
                    ("dealer", "At the dealer's", 0, 0, ""),
                    ("home", "At your door", 290, 0, ""),
                    ("works", "At the works, with a tour", 390, 1, ""),
                ),
            ),
            o("service_plan", 890),
            o("extended_warranty", 450),
            o("pick_up_service", 240),
            o("tyre_storage", 180),
            o("glass_cover", 160),
            o("mobility_card", 90),
            o("second_key", 140),
            o("cleaning_kit", 45),
            o("car_cover", 190),
            o("driving_course", 390, 2),
            o("spare_bulbs", 35),
            o("manual_on_paper", 20),
        ),
    ),
)
STEPS = (BODY, DRIVE, ROAD, *COMFORTS)
ELECTRIC, MIXED, BURNING = (
    "(electric-150, electric-250)",
    "(hybrid-135, plug-in-165)",
    "(petrol-75, petrol-110)",
)
TOLD = (
    (
        "by-hand",
        "Only the petrol engines have a shaft for a lever.",
        f"gearbox = manual implies engine in {BURNING}",
    ),
    (
        "one-gear",
        "An electric motor turns from standstill to full speed in one gear.",
        f"engine in {ELECTRIC} implies gearbox = direct",
    ),
    ("gears-needed", "An engine that burns needs gears.", f"gearbox = direct implies engine in {ELECTRIC}"),
    (
        "small-engine-front",
        "75 kW are not enough for a second axle.",
        "engine = petrol-75 implies driven = front",
    ),
    (
        "rear-is-electric",
        "Only the electric platform has its motor behind.",
        f"driven = rear implies engine in {ELECTRIC}",
    ),
    ("strong-on-four", "250 kW on one axle would be smoke.", "engine = electric-250 implies driven = all"),
    (
        "all-wheels-automatic",
        "The coupling to the second axle has no place beside the lever's linkage.",
        "driven = all implies gearbox != manual",
    ),
    ("no-battery", "A petrol engine drives alone.", f"engine in {BURNING} implies battery = none"),
    (
        "hybrid-battery",
        "The hybrids carry the small battery under the rear bench.",
        f"engine in {MIXED} implies battery = small",
    ),
    (
        "electric-battery",
        "An electric car needs the floor full of cells.",
        f"engine in {ELECTRIC} implies battery in (medium, large)",
    ),
    (
        "strong-wants-large",
        "250 kW draw more than the medium battery may give.",
        "engine = electric-250 implies battery = large",
    ),
    (
        "plug-wants-charger",
        "What is plugged in must be charged.",
        "engine in (plug-in-165, electric-150, electric-250) implies charger != none",
    ),
    (
        "nothing-to-charge",
        "Without a plug there is nothing to charge.",
        "engine in (petrol-75, petrol-110, hybrid-135) implies charger = none and home_cable = without",
    ),
    (
        "ac-22-for-large",
        "22 kW heat up anything smaller than the large battery.",
        "charger = ac-22 implies battery = large",
    ),
    (
        "fast-is-electric",
        "Only the floor battery takes direct current.",
        f"fast_charging = with implies engine in {ELECTRIC}",
    ),
    (
        "pump-is-electric",
        "An engine that burns has warmth to spare.",
        f"heat_pump = with implies engine in {ELECTRIC}",
    ),
    (
        "tank-for-electric",
        "Nothing burns, so nothing needs a tank.",
        f"engine in {ELECTRIC} implies tank = none",
    ),
    ("tank-for-the-rest", "An engine that burns needs a tank.", f"tank = none implies engine in {ELECTRIC}"),
    (
        "long-tank-and-battery",
        "The small battery lies where the long tank would be.",
        "tank = long implies battery = none",
    ),
    (
        "exhaust-needs-fire",
        "Without a fire there is no exhaust.",
        "sport_exhaust = with implies engine in (petrol-110, hybrid-135)",
    ),
    (
        "glass-has-no-rails",
        "A glass roof has no metal to screw rails to.",
        "roof = glass implies roof_rails = without",
    ),
    (
        "coupe-roof",
        "The coupé's roof is too short for glass and for rails.",
        "body = coupe implies roof != glass and roof_rails = without",
    ),
    (
        "saloon-wiper",
        "A saloon's rear window stays clean by itself.",
        "body in (saloon, coupe) implies rear_wiper = without",
    ),
    (
        "boards-are-for-tall",
        "Running boards help only into a tall car.",
        "running_boards = with implies body = suv",
    ),
    (
        "spoiler-shapes",
        "An estate's rear is straight, and a spoiler there only makes noise.",
        "spoiler = with implies body != estate",
    ),
    ("coupe-tow", "The coupé's rear frame is not made to pull.", "body = coupe implies tow_bar = without"),
    (
        "steel-is-plain",
        "Firma leaves the works on alloy.",
        "line = firma implies wheels not in (steel-16, alloy-16)",
    ),
    (
        "large-brakes-large-wheels",
        "Large discs do not fit inside 16 inches.",
        "brakes = large implies wheels not in (steel-16, alloy-16)",
    ),
    (
        "carbon-in-19",
        "Carbon discs need the forged wheels' air.",
        "brakes = carbon implies wheels = forged-19",
    ),
    (
        "colour-on-large-brakes",
        "Only the large calipers are painted.",
        "calipers != grey implies brakes != regular",
    ),
    (
        "sport-tyres",
        "Sport tyres start at 18 inches.",
        "tyres = sport implies wheels in (alloy-18, black-18, forged-19)",
    ),
    ("winter-19", "Winter tyres end at 18 inches.", "tyres = winter implies wheels != forged-19"),
    (
        "one-set-of-winter",
        "The car stands on winter tyres already.",
        "tyres in (winter, all-season) implies winter_wheels = without",
    ),
    (
        "low-and-forged",
        "Raised springs and 19 inches scrape the arches.",
        "springs = raised implies wheels != forged-19",
    ),
    (
        "full-spare",
        "The well takes a full spare up to 17 inches.",
        "spare = full implies wheels in (steel-16, alloy-16, alloy-17)",
    ),
    (
        "descent-and-low",
        "Hill descent expects some clearance.",
        "hill_descent = with implies springs != lowered",
    ),
    (
        "four-wheel-steering",
        "Steering at the rear needs springs that listen.",
        "steering = four-wheel implies springs = adaptive",
    ),
    (
        "matt-colours",
        "Matt varnish is mixed for four colours only.",
        "matt_varnish = with implies paint in (grey, black, blue, green)",
    ),
    ("plain-white", "Chalk white has no flakes.", "paint = white implies metallic = without"),
    ("copper-is-metal", "Copper without flakes is brown.", "paint = copper implies metallic = with"),
    (
        "brass-on-warm",
        "Brass looks green beside blue and red.",
        "trim = brass implies paint not in (blue, red)",
    ),
    (
        "matrix-needs-sensor",
        "The matrix dims itself by the light sensor.",
        "headlamps = matrix implies rain_and_light_sensor = with",
    ),
    (
        "beam-needs-led",
        "A halogen lamp is too slow to be dimmed by itself.",
        "high_beam_assistant = with implies headlamps != halogen",
    ),
    (
        "corners-need-led",
        "Cornering light is a second row of LEDs.",
        "cornering_light = with implies headlamps != halogen",
    ),
    (
        "washers",
        "Our LED lamps stay clean by their shape.",
        "lamp_washers = with implies headlamps = halogen",
    ),
    (
        "flowing-with-led",
        "Tail lamps flow only where headlamps are LED.",
        "tail_lamps = flowing implies headlamps != halogen",
    ),
    (
        "memory-needs-motors",
        "What is remembered must move by itself.",
        "seat_memory = with implies adjustment != hand",
    ),
    (
        "massage-needs-wide",
        "The massage is built into the wide seats.",
        "massage = with implies front_seats = comfort and lumbar_support = with",
    ),
    (
        "ventilated-is-pierced",
        "Air needs holes: only microfibre and leather are pierced.",
        "ventilated_front_seats = with implies upholstery in (microfibre, leather, nappa)",
    ),
    (
        "sport-seats-fixed",
        "A sport seat does not fold.",
        "front_seats = sport implies folding_passenger_seat = without",
    ),
    (
        "wool-colours",
        "Wool is woven in anthracite and sand.",
        "upholstery = wool implies inside_colour in (anthracite, sand)",
    ),
    ("cloth-colours", "Cloth is anthracite.", "upholstery = cloth implies inside_colour = anthracite"),
    (
        "cream-is-leather",
        "Cream stays cream only on leather.",
        "inside_colour = cream implies upholstery in (leather, nappa)",
    ),
    (
        "heat-and-foam",
        "Foam melts slowly, so a heated rim is of leather.",
        "heated_steering_wheel = with implies wheel_rim != plastic",
    ),
    (
        "zones",
        "Two or three zones need a climate that minds itself.",
        "two_zone_climate = with implies climate = automatic",
    ),
    (
        "cooled-box",
        "The glove box is cooled by the automatic climate.",
        "cooled_glove_box = with implies climate != manual",
    ),
    (
        "head-up-display",
        "The projector takes the place of needles.",
        "head_up_display = with implies dials = display",
    ),
    ("navigation-screen", "A map on 7 inches helps nobody.", "navigation = with implies screen != seven"),
    (
        "sixteen-need-bass",
        "Sixteen speakers without a subwoofer sound thin.",
        "speakers = sixteen implies subwoofer = with",
    ),
    (
        "four-no-bass",
        "The small amplifier has no output for a subwoofer.",
        "speakers = four implies subwoofer = without",
    ),
    ("camera-screen", "Four pictures need ten inches.", "camera = round implies parking_sensors = with"),
    (
        "remote-needs-eyes",
        "It parks by itself only if it sees all around.",
        "remote_parking = with implies camera = round",
    ),
    (
        "steering-needs-lane",
        "To steer away it must know the lane.",
        "warning = steer implies lane_keeping = with",
    ),
    ("adaptive-brakes", "Keeping distance means braking.", "adaptive_cruise = with implies warning != sound"),
    (
        "trailer-camera",
        "A trailer is watched through the camera.",
        "trailer_assistant = with implies camera != none",
    ),
    (
        "foot-needs-key",
        "The foot is trusted only when the key is near.",
        "tailgate = foot implies sockets != one",
    ),
    ("cool-box-socket", "The cool box wants a socket of its own.", "cool_box = with implies sockets != one"),
    (
        "floor-and-tray",
        "The tray is cut for the deep boot, without a load floor.",
        "boot_tray = with implies load_floor = without",
    ),
    (
        "extended-after-two",
        "A warranty of six years has nothing left to extend.",
        "warranty_years = 6 implies extended_warranty = without",
    ),
    ("course-at-works", "The course begins at the works.", "driving_course = with implies delivery = works"),
)
SAFE = (
    (
        "towing-weight",
        "The smallest engine may not pull a trailer uphill.",
        "Regulation (EU) 2019/2144; UN R55",
        "engine = petrol-75 implies tow_bar = without",
    ),
    (
        "child-seat-and-airbag",
        "The sport seat has no tested anchorage for a child seat.",
        "UN R145 (ISOFIX anchorages)",
        "isofix_in_front = with implies front_seats != sport",
    ),
    (
        "load-behind-bars",
        "A partition net holds a load back only when it hangs on the tested hooks.",
        "ISO 27956",
        "partition_net = with implies hooks = with",
    ),
)

TAGS = {
    "body": {
        "hatch": "occasion=city",
        "saloon": "occasion=distance style=classic",
        "estate": "occasion=family",
        "coupe": "occasion=sport style=bold",
        "suv": "occasion=outdoors",
    },
    "line": {
        "essenza": "style=plain",
        "comoda": "style=comfort",
        "veloce": "style=sport",
        "firma": "style=luxury",
    },
    "roof": {"body": "style=plain", "contrast": "colour=black style=bold", "glass": "style=luxury"},
    "engine": {
        "petrol-75": "energy=petrol occasion=city",
        "petrol-110": "energy=petrol",
        "hybrid-135": "energy=hybrid occasion=family",
        "plug-in-165": "energy=hybrid occasion=distance",
        "electric-150": "energy=electric occasion=city",
        "electric-250": "energy=electric style=sport",
    },
    "gearbox": {"manual": "style=classic", "automatic": "style=comfort", "direct": "energy=electric"},
    "driven": {"front": "style=plain", "rear": "style=sport", "all": "occasion=outdoors"},
    "wheels": {
        "steel-16": "style=plain",
        "alloy-16": "colour=silver",
        "alloy-17": "colour=silver",
        "alloy-18": "colour=silver style=sport",
        "black-18": "colour=black style=bold",
        "forged-19": "style=luxury",
    },
    "tyres": {
        "summer": "season=summer",
        "all-season": "season=all",
        "winter": "season=winter",
        "sport": "style=sport",
    },
    "springs": {
        "regular": "style=plain",
        "lowered": "style=sport",
        "raised": "occasion=outdoors",
        "adaptive": "style=comfort",
    },
    "calipers": {
        "grey": "style=plain",
        "red": "colour=red style=sport",
        "yellow": "colour=yellow style=bold",
    },
    "paint": {
        "white": "colour=white",
        "grey": "colour=grey style=plain",
        "black": "colour=black",
        "red": "colour=red style=sport",
        "blue": "colour=blue style=classic",
        "green": "colour=green style=classic",
        "sand": "colour=sand occasion=outdoors",
        "yellow": "colour=yellow style=bold",
        "copper": "colour=copper style=bold",
    },
    "trim": {"black": "colour=black", "satin": "colour=silver", "brass": "colour=copper style=luxury"},
    "upholstery": {
        "cloth": "material=cloth style=plain",
        "wool": "material=wool style=comfort",
        "microfibre": "material=microfibre style=sport",
        "leather": "material=leather style=classic",
        "nappa": "material=leather style=luxury",
    },
    "inside_colour": {
        "anthracite": "colour=grey",
        "sand": "colour=sand",
        "oxblood": "colour=red style=bold",
        "cream": "colour=white style=luxury",
    },
    "front_seats": {"regular": "style=plain", "comfort": "style=comfort", "sport": "style=sport"},
    "wheel_rim": {"plastic": "style=plain", "leather": "material=leather", "flat": "style=sport"},
    "inlays": {
        "grey": "colour=grey style=plain",
        "ash": "material=wood",
        "carbon": "material=carbon style=sport",
        "walnut": "material=wood style=luxury",
    },
    "roof_rails": {"with": "occasion=outdoors"},
    "spoiler": {"with": "style=sport"},
    "tow_bar": {"with": "occasion=outdoors"},
    "roof_box": {"with": "occasion=family"},
    "bicycle_carrier": {"with": "occasion=outdoors"},
    "fast_charging": {"with": "energy=electric occasion=distance"},
    "heat_pump": {"with": "energy=electric season=winter"},
    "sport_exhaust": {"with": "style=sport"},
    "winter_wheels": {"with": "season=winter"},
    "underbody_guard": {"with": "occasion=outdoors"},
    "metallic": {"with": "style=luxury"},
    "matt_varnish": {"with": "style=bold"},
    "chrome_trim": {"with": "colour=silver style=classic"},
    "heated_front_seats": {"with": "season=winter style=comfort"},
    "massage": {"with": "style=comfort"},
    "heated_steering_wheel": {"with": "season=winter"},
    "rubber_mats": {"with": "occasion=outdoors"},
    "isofix_in_front": {"with": "occasion=family"},
}
"""What values are like, by choice: qualities that options share with each other and with accessories."""


def quoted(text: str) -> str:
    """The text, in quotes where YAML would read more into it."""
    return f'"{text}"' if any(sign in text for sign in ":#,{}[]&*!|>'%@`") else text


def value(of: str, each: tuple[str, str, int, int, str]) -> str:
    """One value of that choice in a line."""
    name, label, price, _, look = each
    tags = TAGS.get(of, {}).get(name, "").split()
    parts = [f"label: {quoted(label)}"]
    parts += [f"price: {price}.00"] if price else []
    parts += [f"look: {{{look}}}"] if look else []
    parts += [f"tags: [{', '.join(tags)}]"] if tags else []
    return f'          "{name}": {{{", ".join(parts)}}}'


def choice(part: Choice) -> Iterator[str]:
    """A choice among several."""
    yield f"      {part.name}:"
    yield f"        label: {part.label}"
    yield f'        default: "{part.values[0][0]}"'
    if part.weight > 1:
        yield f"        weight: {part.weight}"
    yield "        values:"
    for each in part.values:
        yield value(part.name, each)


def as_choice(part: Option | Choice) -> Choice:
    """An option as the choice it is."""
    if isinstance(part, Choice):
        return part
    return Choice(
        part.name,
        part.label,
        (("without", "Without", 0, 0, ""), ("with", "With", part.price, part.line, part.look)),
    )


def step_lines(step: Step) -> Iterator[str]:
    """A step with its package and its choices."""
    yield f"  {step.name}:"
    yield f"    label: {step.label}"
    yield f"    hint: {quoted(step.hint)}"
    yield "    choices:"
    if step.package:
        name, rebate, _ = step.package
        yield f"      {name}:"
        yield f"        label: {step.label} package"
        yield "        default: none"
        yield f"        values: {{none: {{label: Each on its own}}, together: {{label: Taken together, price: -{rebate}.00}}}}"
    for part in step.parts:
        yield from choice(as_choice(part))


def rules() -> Iterator[tuple[str, str, str, str]]:
    """Every rule: name, reason, standard, sentence."""
    for step in STEPS:
        labels = {part.name: part.label for part in step.parts}
        for part in step.parts:
            yield from line_rules(as_choice(part))
            if isinstance(part, Option):
                yield from neighbour_rules(part, labels)
        if step.package:
            yield from package_rules(step, labels)
    for name, reason, sentence in TOLD:
        yield name, reason, "", sentence
    yield from SAFE


def line_rules(part: Choice) -> Iterator[tuple[str, str, str, str]]:
    """From which line a value can be had: a rule for each line that is not enough."""
    for first in (1, 2, 3):
        names = [f'"{each[0]}"' for each in part.values if each[3] == first]
        labels = " and ".join(
            each[1] if len(part.values) > len(BOTH) else part.label
            for each in part.values
            if each[3] == first
        )
        if names:
            below = ", ".join(LINES[:first])
            reason = f"{labels}: the wiring and the moulds for it begin with {LINES[first].capitalize()}."
            yield (
                f"{part.name}-from-{LINES[first]}",
                reason,
                "",
                f"line in ({below}) implies {part.name} not in ({', '.join(names)})",
            )


def neighbour_rules(part: Option, labels: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """What an option needs or bars in its own step."""
    if part.needs:
        other, why = part.needs
        yield (
            f"{part.name}-needs-{other}",
            f"{part.label} only with {labels[other].lower()}: {why}.",
            "",
            f"{part.name} = with implies {other} = with",
        )
    if part.bars:
        other, why = part.bars
        yield (
            f"{part.name}-or-{other}",
            f"Either {part.label.lower()} or {labels[other].lower()}: {why}.",
            "",
            f"not ({part.name} = with and {other} = with)",
        )


def package_rules(step: Step, labels: dict[str, str]) -> Iterator[tuple[str, str, str, str]]:
    """What a package takes together."""
    if step.package:
        name, _, members = step.package
        for member in members:
            reason = f"The {step.label.lower()} package takes {labels[member].lower()} with it; that is what makes it cheaper."
            yield f"{name}-takes-{member}", reason, "", f"{name} = together implies {member} = with"


def document() -> str:
    """The whole file."""
    lines = [HEAD, "steps:"]
    for step in STEPS:
        lines += [*step_lines(step), ""]
    lines.append("rules:")
    for name, reason, standard, sentence in rules():
        lines += [f"  {name}:", f"    reason: {quoted(reason)}"]
        lines += [f"    standard: {quoted(standard)}"] if standard else []
        lines.append(f"    must: {sentence}")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    Path(__file__).with_name("car.yaml").write_text(document(), encoding="utf-8")
