"""Galleries that tests look at, and their tables as Python values."""

import json
import re
from pathlib import Path

SCRIPT = "image_generation/shaders/gallery.py"

HOSTILE = "</script><script>window.hacked=1</script><img src=x onerror=window.hacked=2>"
HOSTILE_SHADER = (
    f"// title: {HOSTILE}\n// description: {HOSTILE} `${{window.hacked=3}}` \\u2028 '+window.hacked+'\n"
    f"// tags: {HOSTILE}, __proto__, constructor, javascript:hacked\n"
    "void mainImage(out vec4 c, in vec2 p) { c = vec4(0.9, 0.2, 0.1, 1.0); } // " + HOSTILE + "\n"
)

# One shader a dialect, each a gradient that a wrong uniform would change.
DIALECTS = {
    "shadertoy": """void mainImage(out vec4 c, in vec2 p) {
        vec2 q = p / iResolution.xy; c = vec4(q, 0.5 + 0.5 * sin(iTime * 0.3) * (iFrame > 10 ? 1.0 : 0.0), 1.0);
    }""",
    "glslsandbox": """uniform float time; uniform vec2 resolution; varying vec2 surfacePosition;
    void main() { gl_FragColor = vec4(gl_FragCoord.xy / resolution, 0.5 + surfacePosition.x * sin(time), 1.0); }""",
    "bookofshaders": """uniform float u_time; uniform vec2 u_resolution; uniform sampler2D u_tex0;
    float tanh(float x) { return x; }
    void main() { vec2 q = gl_FragCoord.xy / u_resolution;
        gl_FragColor = mix(texture2D(u_tex0, q), vec4(q.yx, tanh(fract(u_time * 0.1)), 1.0), 0.4); }""",
    "twigl": "vec2 q = FC.xy / r; o = vec4(q.x, hsv(t * .1 + q.y, .7, .9).yz, 1);",
    "isf": """/*{"ISFVSN": "2", "INPUTS": [{"NAME": "level", "TYPE": "float", "DEFAULT": 0.75},
      {"NAME": "picture", "TYPE": "image"}]}*/
    void main() { vec4 c = IMG_NORM_PIXEL(picture, isf_FragNormCoord);
        gl_FragColor = vec4(isf_FragNormCoord, c.r * level, 1.0); }""",
}
# Every kind of medium, a quarter of the picture each; the texture is flipped, as the site flips pictures.
MEDIA = {
    "Shader": {
        "info": {"name": "Media"},
        "renderpass": [
            {
                "name": "Image",
                "type": "image",
                "outputs": [{"id": "4dfGRr", "channel": 0}],
                "inputs": [
                    {
                        "channel": 0,
                        "ctype": "texture",
                        "src": "/media/a/10eb4fe0.jpg",
                        "sampler": {"filter": "mipmap", "wrap": "repeat", "vflip": "true"},
                    },
                    {
                        "channel": 1,
                        "ctype": "cubemap",
                        "src": "/media/a/94284d43.png",
                        "sampler": {"filter": "linear"},
                    },
                    {
                        "channel": 2,
                        "ctype": "volume",
                        "src": "/media/a/aea6b99d.bin",
                        "sampler": {"filter": "linear", "wrap": "repeat"},
                    },
                    {
                        "channel": 3,
                        "ctype": "music",
                        "src": "/media/a/music.mp3",
                        "sampler": {"filter": "nearest"},
                    },
                ],
                "code": """void mainImage(out vec4 c, in vec2 p) {
                 vec2 q = fract(2.0 * p / iResolution.xy);
                 bvec2 far = greaterThan(p, 0.5 * iResolution.xy);
                 vec3 d = normalize(vec3(2.0 * q - 1.0, q.x < 0.3 ? 1.0 : q.x < 0.6 ? -0.3 : -1.0));
                 c = texture(iChannel0, q * 0.4);
                 if (far.x) c = texture(iChannel1, d);
                 if (far.y) c = texture(iChannel2, vec3(q, 0.2) * 0.2 + 0.1);
                 if (far.x && far.y) c = vec4(step(q.y, texelFetch(iChannel3, ivec2(q.x * 60.0, 0), 0).x));
                 if (iChannelResolution[0].xy != vec2(512.0) || iChannelResolution[2].z != 32.0) c = vec4(1.0);
             }""",
            },
        ],
    }
}
TWO_PASSES = {
    "Shader": {
        "info": {"name": "Two passes"},
        "renderpass": [
            {"name": "Buffer A", "type": "buffer", "inputs": [], "outputs": [{"id": "4dXGR8", "channel": 0}],
             "code": "void mainImage(out vec4 c, in vec2 p) { c = vec4(p.x / iResolution.x); }"},
            {"name": "Image", "type": "image", "outputs": [{"id": "4dfGRr", "channel": 0}],
             "inputs": [{"channel": 0, "ctype": "buffer", "id": "4dXGR8", "sampler": {}}],
             "code": "void mainImage(out vec4 c, in vec2 p) { c = texture(iChannel0, p / iResolution.xy); }"},
        ],
    }
}  # fmt: skip


def page_folder(gallery: Path) -> Path:
    """The folder of the page's files, which index.html names."""
    name = re.search(r"(page-[0-9a-f]{10})/entries\.js", (gallery / "index.html").read_text())[1]
    assert [path.name for path in gallery.glob("page-*")] == [name]
    return gallery / name


def read_tables(gallery: Path) -> dict:
    """The value that entries.js holds."""
    text = (page_folder(gallery) / "entries.js").read_text(encoding="ascii")
    literal = re.fullmatch(r"galleryData\('(.*)'\);\n", text)[1]
    assert "<" not in literal
    return json.loads(literal.replace("\\'", "'").replace("\\u003c", "<").replace("\\\\", "\\"))
