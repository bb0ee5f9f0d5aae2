// title: Masks on a Wall
// description: Painted and carved masks with brows, noses, teeth, horns and hair, hung on matting or boards
// tags: object, masks, faces, carving

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

vec3 dye(uint s, uint k) {
    float h = rnd(s, 901) + (rnd(s, 902) < 0.4 ? 0.16 : 0.7) * (rnd(k, 903) - 0.5) + (rnd(k, 904) < 0.2 ? 0.5 : 0.0);
    float v = rnd(k, 905);
    return hsv(h, (0.25 + 0.7 * rnd(k, 906)) * (0.5 + 0.5 * rnd(s, 907)) * (1.1 - 0.5 * v), 0.25 + 0.7 * v);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float px;

float cover(float d) {
    return clamp(0.5 - d / px, 0.0, 1.0);
}

void lay(inout vec3 col, float d, vec3 c) {
    col = mix(col, c, cover(d));
}

void dim(inout vec3 col, float d, float soft, float dark) {
    col *= 1.0 - dark * (1.0 - smoothstep(-soft, soft, d));
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float ring(vec2 p, float r, float w) {
    return abs(length(p) - r) - w;
}

void mask(inout vec3 col, vec2 o, uint k, uint s, float side) {
    float wide = 0.3 + 0.12 * rnd(k, 1), tall = 0.48 + 0.1 * rnd(k, 2), x = abs(o.x);
    float chin = rnd(k, 3);
    vec2 e = vec2(o.x / wide, o.y / tall);
    float shape = (length(vec2(e.x * (1.0 - 0.35 * chin * min(e.y, 0.0)), e.y)) - 1.0) * wide;
    if (rnd(k, 4) < 0.25) shape = rbox(o, vec2(wide * 0.92, tall * 0.92), 0.16);
    vec3 skin = rnd(k, 5) < 0.4 ? mix(vec3(0.4, 0.22, 0.11), vec3(0.7, 0.45, 0.22), noise(vec2(o.x * 5.0, o.y * 30.0 + 3.0 * noise(o * 4.0 + 9.0, k)), k)) : dye(s, k), paint = dye(s, k + 1U), third = rnd(k, 6) < 0.5 ? vec3(0.93, 0.9, 0.8) : dye(s, k + 2U);
    float trim = rnd(k, 7);
    if (trim < 0.3) {
        vec2 h = vec2(x - wide * 0.8, o.y - tall * 0.65);
        float horn = max(abs(length(h - vec2(-0.05, 0.18)) - 0.2) - 0.05 * (1.0 - clamp(h.y * 2.2, 0.0, 1.0)) - 0.01, -h.x - 0.06);
        dim(col, horn - 0.02, 0.05, 0.35);
        lay(col, horn, third * (0.65 + 0.3 * step(0.5, fract(h.y * 16.0))));
    } else if (trim < 0.65) {
        float a = atan(o.x, o.y + 0.1), n = 16.0 + floor(14.0 * rnd(k, 8)), l = length(vec2(e.x, e.y + 0.1));
        float id = floor(a * n / 6.2832), f = abs(fract(a * n / 6.2832) - 0.5), reach = 1.3 + 0.3 * hash(ivec2(int(id), 3), k);
        float hair = max(max(l - reach, f - 0.46 * (1.4 - 0.5 * l)), -o.y - 0.2 * tall) * wide;
        dim(col, hair - 0.02, 0.04, 0.3);
        lay(col, hair, mix(paint, third, step(0.5, fract(id * 0.5))) * (0.65 + 0.5 * (0.5 - f)));
    } else if (trim < 0.8) {
        vec2 r = vec2(x - wide * 1.02, o.y + 0.02);
        lay(col, length(r * vec2(1.0, 0.55)) - 0.08, skin * 0.75);
        lay(col, ring(r + vec2(0.0, 0.2), 0.06, 0.014), vec3(0.9, 0.7, 0.3));
    }
    dim(col, (length((o + vec2(0.06 * side, 0.09)) / vec2(wide, tall)) - 1.02) * wide, 0.09, 0.6);
    vec3 n = normalize(vec3(e.x * 0.8, e.y * 0.6, 0.6 + sqrt(max(1.0 - dot(e, e), 0.0))));
    float lit = 0.35 + 0.9 * max(dot(n, normalize(vec3(-side, 0.7, 0.8))), 0.0);
    vec3 face = skin;
    float mark = rnd(k, 9);
    if (mark < 0.3) face = mix(face, paint, step(0.5, fract(e.y * (3.0 + floor(3.0 * rnd(k, 10))) + 0.6 * abs(e.x))));
    else if (mark < 0.5) face = mix(face, paint, step(0.0, o.x * (rnd(k, 11) - 0.5)));
    else if (mark < 0.75) face = mix(face, paint, step(abs(length(vec2(x - wide * 0.45, o.y - tall * 0.15)) - 0.17), 0.035) + step(x, 0.04) * step(0.1, o.y));
    else face = mix(face, third, step(0.6, fract(length(vec2(e.x, e.y - 0.2)) * 4.0)));
    if (rnd(k, 12) < 0.5) {
        vec2 g = vec2(mod(atan(e.y, abs(e.x) + 1e-5), 0.25) - 0.125, length(e) - 0.86);
        face = mix(face, third, step(length(g), 0.06));
    }
    lay(col, shape, face * lit * (0.85 + 0.25 * noise(o * 26.0 + 20.0, k)));
    if (shape < 0.05) {
        float ey = tall * (0.12 + 0.12 * rnd(k, 13)), ex = wide * (0.4 + 0.12 * rnd(k, 14));
        vec2 q = rot(0.5 * (rnd(k, 15) - 0.5)) * vec2(x - ex, o.y - ey);
        float size = 0.055 + 0.05 * rnd(k, 16), eye = length(q * vec2(0.8, 1.0 + rnd(k, 17))) - size;
        dim(col, eye - 0.02, 0.04, 0.4);
        lay(col, eye - 0.018, third);
        lay(col, eye, rnd(k, 18) < 0.5 ? vec3(0.03) : vec3(0.95));
        if (rnd(k, 18) >= 0.5) lay(col, length(q - vec2(0.015 * sin(iTime * 5.0), 0.0)) - size * 0.5, vec3(0.05));
        float brow = abs(o.y - ey - size - 0.05 - 0.35 * (rnd(k, 19) - 0.4) * (x - ex) + 1.5 * (x - ex) * (x - ex)) - 0.022;
        lay(col, max(brow, abs(x - ex) - size * 1.5), paint * 0.45);
        float nl = 0.16 + 0.12 * rnd(k, 20), nose = max(x - 0.03 - 0.3 * max(ey - o.y, 0.0) * (0.6 + rnd(k, 21)), max(o.y - ey, ey - nl - o.y));
        dim(col, nose - 0.015 + 0.25 * side * o.x, 0.03, 0.35);
        lay(col, nose, face * lit * (o.x * side > 0.0 ? 0.7 : 1.25));
        lay(col, length(vec2(x - 0.035, o.y - ey + nl - 0.02)) - 0.016, vec3(0.05));
        float my = -tall * (0.45 + 0.1 * rnd(k, 22)), mw = wide * (0.3 + 0.3 * rnd(k, 23)), mh = 0.03 + 0.08 * rnd(k, 24), bend = 1.2 * (rnd(k, 25) - 0.5);
        vec2 m = vec2(o.x, o.y - my - bend * (x * x - mw * mw * 0.3) * 3.0);
        float mouth = rbox(m, vec2(mw, mh), min(mh, 0.06));
        lay(col, mouth - 0.022, paint * 0.8 * lit);
        lay(col, mouth, vec3(0.08, 0.02, 0.03));
        if (rnd(k, 26) < 0.65) {
            float t = abs(fract(m.x * 17.0) - 0.5);
            lay(col, max(mouth, abs(abs(m.y) - mh * 0.55) - mh * 0.4 + 0.06 * max(t - 0.36, 0.0) * 9.0 * step(0.02, mh)), vec3(0.93, 0.9, 0.8));
        }
    }
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 6100U;
    float zoom = 0.75 + 0.8 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.2 * (rnd(s, 2) - 0.5)) * u * zoom + 7.0 * rnd3(s, 3).xy;
    float side = rnd(s, 4) < 0.5 ? -1.0 : 1.0, kind = rnd(s, 5);
    vec3 a = dye(s, s + 1U), b = dye(s, s + 2U), col;
    if (kind < 0.35) {
        float w = floor(p.x * 2.2);
        col = mix(vec3(0.28, 0.17, 0.1), a, 0.3) * (0.6 + 0.6 * noise(vec2(p.x * 40.0, p.y * 2.5 + 7.0 * w), s)) * (0.5 + 0.5 * smoothstep(0.0, 0.05, 0.5 - abs(fract(p.x * 2.2) - 0.5)));
    } else if (kind < 0.65) {
        vec2 g = p * 9.0, f = fract(g);
        bool over = ((int(floor(g.x)) + int(floor(g.y))) & 1) == 0;
        float v = over ? f.x : f.y;
        col = mix(vec3(0.75, 0.6, 0.38), a, 0.25) * (0.5 + 0.55 * sin(3.1416 * v)) * (0.85 + 0.2 * noise(g * (over ? vec2(6.0, 1.0) : vec2(1.0, 6.0)), s));
    } else col = mix(a, b, 0.5 * step(0.5, fract(p.x * 3.0 + (rnd(s, 6) < 0.5 ? p.y * 3.0 : 0.0)))) * (0.7 + 0.5 * fbm(p * 3.0, 4, s));
    vec2 grid = vec2(1.15, 1.6);
    float c = floor(p.x / grid.x), shift = 0.8 * mod(c, 2.0), r = floor((p.y + shift) / grid.y);
    uint k = cell(ivec2(int(c), int(r)), s);
    vec2 o = vec2(p.x - (c + 0.5) * grid.x, p.y + shift - (r + 0.5) * grid.y) - 0.12 * (rnd3(k, 40).xy - 0.5);
    if (rnd(k, 41) < 0.9) mask(col, rot(0.16 * (rnd(k, 42) - 0.5)) * o, k, s, side);
    float spot = length(u - 1.2 * (rnd3(s, 7).xy - 0.5));
    fragColor = vec4(film(col * (0.65 + 0.9 * exp(-spot * spot)) * 1.7), 1.0);
}
