"""Whose programs may be published: what texts state, what files beside them say, and what nothing tells."""

import hashlib
import json

import pytest

from image_generation.shaders.sources import BUNDLED
from publishing.licences import named_licence, refusal, rights_of
from publishing.trained_on import programs_of

NC = "CC BY-NC-SA 3.0 Unported"
MIT_TEXT = "MIT License\n\nPermission is hereby granted, free of charge, to any person"
MIT_FULL = f"""{MIT_TEXT} obtaining a copy of this software and associated documentation files (the "Software"), to deal in
the Software without restriction, including without limitation the rights to use, copy, modify, merge, publish,
distribute, sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is furnished to do
so, subject to the following conditions: THE SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR
IMPLIED, INCLUDING BUT NOT LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM, DAMAGES OR OTHER LIABILITY."""
BSD_FULL = """Redistribution and use in source and binary forms, with or without modification, are permitted provided that
neither the name of the copyright holder nor the names of its contributors may be used to endorse or promote products
derived from this software without specific prior written permission. IN NO EVENT SHALL THE COPYRIGHT HOLDER BE LIABLE FOR
ANY DIRECT, INDIRECT, INCIDENTAL, SPECIAL, EXEMPLARY, OR CONSEQUENTIAL DAMAGES (INCLUDING, BUT NOT LIMITED TO, PROCUREMENT
OF SUBSTITUTE GOODS OR SERVICES; LOSS OF USE, DATA, OR PROFITS; OR BUSINESS INTERRUPTION)"""
VOID = "void mainImage(out vec4 c, in vec2 p) { c = vec4(1.0); }"


def right(path, shaders=(), sha1=None):
    digest = hashlib.sha1(path.read_bytes()).hexdigest() if sha1 is None else sha1
    (found,) = rights_of([(path.stem, str(path), digest)], [str(one) for one in shaders])
    return found


def export(code, **info):
    return json.dumps({"info": {"id": "aaaaaa", "username": "ann", **info}, "renderpass": [{"code": code}]})


@pytest.mark.parametrize(
    ("text", "name", "free"),
    [
        ("License: CC0", "CC0", True),
        ("The MIT License", "MIT", True),
        ("published mit licence of a friend", None, None),
        ("SPDX-License-Identifier: Apache-2.0", "Apache-2.0", True),
        ("License Creative Commons Attribution-NonCommercial-ShareAlike 3.0 Unported License.", "CC BY-NC-SA", False),
        ("CC BY-NC 4.0", "CC BY-NC", False),
        ("cc-by-nd", "CC BY-ND", False),
        ("CC BY-SA 4.0", "CC BY-SA", True),
        ("Creative Commons Attribution 4.0", "CC BY", True),
        ("Creative Commons", None, None),
        ("(c) 2020 ann. All rights reserved.", "all rights reserved", False),
        ("All rights reserved. Redistribution and use in source and binary forms, with or without", "BSD", True),
        ("MIT for the noise; the rest is for non commercial use", "CC BY-NC", False),
        ("This is free and unencumbered software released into the public domain.", "CC0", True),
        ("GNU General Public License", "GPL", True),
        ("do as you like", None, None),
        ("MIT License, but not for commercial use", "no commercial use", False),
        ("public domain, personal use only", "no commercial use", False),
        ("No commercial use. MIT", "no commercial use", False),
        ("CC0 - educational purposes only", "no commercial use", False),
        ("do not use commercially. Creative Commons Attribution", "no commercial use", False),
        ("MIT. Commercial use is not allowed.", "no commercial use", False),
        ("CC0, for commercial projects contact me", "no commercial use", False),
        ("MIT; only for research", "no commercial use", False),
        ("MIT license, please don't sell it or make an NFT of it", "no commercial use", False),
        ("CC BY 4.0. You can't use it in commercial products.", "no commercial use", False),
        ("MIT License. Commercial use is welcome.", "MIT", True),
        ("Public domain: for any purpose, commercial or non-commercial, and by any means.", "CC0", True),
        ("CC0: for any purpose whatsoever, including without limitation commercial purposes", "CC0", True),
        ("License: MIT. No attribution needed, commercial use ok", "MIT", True),
        ("CC0 - no restrictions, commercial use welcome", "CC0", True),
        ("Public domain, commercial use allowed, no permission needed", "CC0", True),
        ("MIT. This is a research prototype, only tested on Mesa", "MIT", True),
        (MIT_FULL, "MIT", True),
        (BSD_FULL, "BSD", True),
    ],
)
def test_licences_by_their_words(text, name, free):
    assert named_licence(text) == (None if name is None else (name, free))


def test_programs_of_this_repository_are_its_own_wherever_they_lie(tmp_path):
    copy = tmp_path / "copied.glsl"
    copy.write_bytes((BUNDLED / "marble_veins.glsl").read_bytes())
    digest = hashlib.sha1(copy.read_bytes()).hexdigest()
    shipped = [
        ("a", "bundled/marble_veins.glsl", digest),
        ("b", "bundled/aurora_night.glsl", ""),
    ]  # the second was not drawn
    rights = rights_of(
        [*shipped, ("c", "composed:0/7", "0" * 40), ("e", "composed5:0/7", ""), ("d", "model:perlin", "0" * 40)], []
    )
    assert all(one.own and one.free for one in [*rights, right(copy)])


def test_a_folder_of_the_users_that_is_called_as_ours_is_the_users(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("bundled/waves.glsl", "bundled/aurora_night.glsl", "composed:x/waves.glsl"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(f"// (c) 2020 ann. All rights reserved.\n{VOID}")
    names = ("bundled", "composed:x")
    for name in names:
        programs = programs_of(f"./{name}") if name == "composed:x" else programs_of(f"{name}/waves.glsl")
        assert [one.free for one in rights_of(programs, [name])] == [False]
    digest = hashlib.sha1((tmp_path / "bundled/aurora_night.glsl").read_bytes()).hexdigest()
    assert [one.own for one in rights_of([("aurora_night", "bundled/aurora_night.glsl", digest)], [])] == [False]


@pytest.mark.parametrize(
    ("code", "licence", "free"),
    [
        (f"// License {NC}\n{VOID}", "CC BY-NC-SA", False),
        (f"/* by ann\n   The MIT License */\n{VOID}", "MIT", True),
        (f"// License Creative Commons Attribution-\n// NonCommercial-ShareAlike 3.0\n{VOID}", "CC BY-NC-SA", False),
        (VOID, "none stated: Shadertoy's default, CC BY-NC-SA 3.0", False),
        (f"float MIT = 1.0;\n{VOID}", "none stated: Shadertoy's default, CC BY-NC-SA 3.0", False),
        (f"// Copyright ann\n{VOID}", "none stated: Shadertoy's default, CC BY-NC-SA 3.0", False),
        # What a function was taken from elsewhere under says nothing of the rest; what forbids counts anywhere.
        (
            f"float hash() {{ return 1.0; }} // MIT License, by bob\n{VOID}",
            "none stated: Shadertoy's default, CC BY-NC-SA 3.0",
            False,
        ),
        (f"// MIT License\nfloat hash() {{ return 1.0; }} // CC BY-NC-SA\n{VOID}", "CC BY-NC-SA", False),
        (f"// MIT License\n// waves\n// by ann\n{VOID} // personal use only", "no commercial use", False),
        (f"#define AA 2\n\n// waves\nprecision highp float;\n/* The MIT License */\n{VOID}", "MIT", True),
    ],
)
def test_exports_of_shadertoy(tmp_path, code, licence, free):
    path = tmp_path / "shadertoy" / "a" / "aaaaaa.fragment"
    path.parent.mkdir(parents=True)
    path.write_text(export(code))
    (tmp_path / "LICENSE").write_text(MIT_TEXT)  # whoever collected them cannot give them away
    found = right(path, [tmp_path])
    assert (found.licence, found.free, found.author, found.own) == (licence, free, "ann", False)


def test_a_copyright_line_alone_gives_nothing(tmp_path):
    path = tmp_path / "a.glsl"
    path.write_text(f"// Copyright ann\n{VOID}")
    assert (right(path).licence, right(path).free) == ("unknown (Copyright ann)", False)
    path.write_text("/*" * 200_000)
    assert not right(path).free


def test_other_texts_have_the_licence_of_the_folder_that_was_given(tmp_path):
    path = tmp_path / "home" / "sketches" / "deep" / "a.glsl"
    path.parent.mkdir(parents=True)
    path.write_text(VOID)
    (tmp_path / "home" / "LICENSE").write_text(MIT_TEXT)  # of the project around it, not of the sketches
    assert not right(path, [tmp_path / "home" / "sketches"]).free
    (tmp_path / "home" / "sketches" / "LICENCE.md").write_text("CC0")
    from publishing.licences import _licence_file  # what is remembered of folders, to look again

    _licence_file.cache_clear()
    found = right(path, [tmp_path / "home" / "sketches"])
    assert (found.licence, found.free) == ("CC0", True)


def test_the_index_of_downloaded_codes_counts(tmp_path):
    path = tmp_path / "twigl" / "0" / "0abc.fragment"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"mode": 0, "source": VOID}))
    (tmp_path / "twigl" / "index.csv").write_text("id,name,author,licence\n0abc,waves,bob,stated: MIT\n")
    found = right(path, [tmp_path])
    assert (found.licence, found.free, found.author) == ("MIT", True, "bob")
    # It is taken from the text: where that is looked at, it adds nothing.
    path.write_text(json.dumps({"mode": 0, "source": f"float f() {{ return 1.0; }} // MIT\n{VOID}"}))
    assert not right(path, [tmp_path]).free


def test_what_is_gone_or_has_changed_is_unknown(tmp_path):
    path = tmp_path / "a.glsl"
    path.write_text(f"// MIT License\n{VOID}")
    assert right(path).free
    assert not right(path, sha1="0" * 40).free
    (gone,) = rights_of([("b", str(tmp_path / "b.glsl"), "")], [])
    assert not gone.free and "no longer there" in gone.found


def test_the_refusal_names_programs_and_counts_the_rest(tmp_path):
    programs = [(f"p{k}", str(tmp_path / f"p{k}.glsl"), "") for k in range(7)]
    line = refusal(rights_of([*programs, ("a", "composed:0/1", "")], []))
    assert line.startswith("7 of 8 programs") and "p0 (unknown)" in line and "and 2 more" in line
    assert refusal(rights_of([("a", "composed:0/1", "")], [])) == ""
