"""Our two themes: one palette, named as the target pictures name it, so that CSS and drawn lines use the same words."""

from __future__ import annotations

from typing import Final

from textual.theme import Theme

#: Colour by name: dark, light. Text on any of the backgrounds has a contrast of at least 4.5 : 1.
PALETTE: Final[dict[str, tuple[str, str]]] = {
    "background": ("#0e1013", "#fbfaf7"),
    "surface": ("#0e1013", "#fbfaf7"),
    "raised": ("#16191e", "#f0efea"),
    "raised2": ("#22272e", "#e2e0d8"),
    "cursor": ("#1d2530", "#e2eaf1"),
    "accent-bg": ("#143043", "#d6e6f3"),
    "hairline": ("#2d333b", "#d3d2cb"),
    "edge": ("#59626e", "#8b8f93"),
    "text": ("#d5d9de", "#24292f"),
    "strong": ("#f2f4f6", "#0c1116"),
    "muted": ("#939ba6", "#5d646d"),
    "accent": ("#67b7e8", "#0b63a5"),
    "on-accent": ("#0b1116", "#ffffff"),
    "ok": ("#84bd8a", "#1f6f3a"),
    "warn": ("#dfb061", "#855400"),
    "error": ("#ef7f86", "#b3232c"),
    "suggest": ("#b8a2e6", "#6747b0"),
    "wire-0": ("#7f97bd", "#46618a"),
    "wire-1": ("#8aa78a", "#446845"),
    "wire-2": ("#b39b74", "#7b6030"),
    "wire-3": ("#aa91b5", "#7a5488"),
    "error-bg": ("#2b1719", "#f8e3e1"),
    "warn-bg": ("#2a2214", "#f6ebd3"),
    "ok-bg": ("#15241a", "#e0efe2"),
    "hatch": ("#1b1f25", "#ebeae4"),
}
DARK: Final = "mapbench-dark"
LIGHT: Final = "mapbench-light"
#: Names that a theme has as fields of its own; the others are its variables.
_OWN: Final = {"background", "surface", "accent", "error"}


def colours(dark: bool) -> dict[str, str]:
    """Every colour of a theme by its name, as hex."""
    return {name: pair[0 if dark else 1] for name, pair in PALETTE.items()}


def variables(dark: bool) -> dict[str, str]:
    """The names that CSS may use, beyond those that every theme has."""
    return {name: colour for name, colour in colours(dark).items() if name not in _OWN}


def theme(dark: bool) -> Theme:
    """The dark or the light theme of our own."""
    of = colours(dark)
    return Theme(
        name=DARK if dark else LIGHT,
        primary=of["accent"],
        secondary=of["muted"],
        accent=of["accent"],
        foreground=of["text"],
        background=of["background"],
        surface=of["surface"],
        panel=of["raised"],
        success=of["ok"],
        warning=of["warn"],
        error=of["error"],
        dark=dark,
        text_alpha=1.0,
        variables={
            **variables(dark),
            "border": of["accent"],
            "border-blurred": of["hairline"],
            "block-cursor-background": of["accent-bg"],
            "block-cursor-foreground": of["strong"],
            "block-cursor-text-style": "none",
            "block-cursor-blurred-background": of["cursor"],
            "block-cursor-blurred-foreground": of["text"],
            "input-cursor-background": of["text"],
            "input-selection-background": of["accent-bg"],
            "scrollbar": of["raised2"],
            "scrollbar-hover": of["edge"],
            "scrollbar-active": of["accent"],
            "scrollbar-background": of["background"],
            "scrollbar-background-hover": of["background"],
            "scrollbar-background-active": of["background"],
            "scrollbar-corner-color": of["background"],
            "link-color": of["accent"],
        },
    )
