// title: Snails and Shells
// description: Banded snail shells wound in log spirals, some with a crawling snail, on stone, leaf and sand
// tags: shells, snail, spiral, animals, shadow

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

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float segment(vec2 p, vec2 a, vec2 b) {
    vec2 o = p - a, d = b - a;
    return length(o - d * clamp(dot(o, d) / dot(d, d), 0.0, 1.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float way = 6.28 * rnd(s, 1), kind = rnd(s, 2);
    vec2 sun = vec2(cos(way), sin(way));
    vec2 p = rot(6.28 * rnd(s, 51)) * u * (0.8 + 0.7 * rnd(s, 3)) + 0.6 * (rnd3(s, 50).xy - 0.5);
    vec3 rough = fbmd(p * 3.0 + 9.0 * rnd(s, 4), 5, s);
    vec3 ground = kind < 0.35 ? hsv(0.1, 0.3, 0.75) : kind < 0.65 ? hsv(0.22 + 0.14 * rnd(s, 5), 0.6, 0.4) : hsv(rnd(s, 5), 0.15, 0.5);
    vec3 col = ground * (0.75 - 0.3 * dot(rough.yz, sun)) * (0.6 + 0.7 * rough.x);
    if (kind < 0.35) col *= 0.75 + 0.5 * noise(p * 60.0, s);
    else if (kind < 0.65) {
        float v = abs(fract((p.x - 0.7 * abs(p.y)) * 2.2) - 0.5);
        col = ground * (0.7 + 0.4 * v + 0.25 * sign(p.y) * sun.y + 0.2 * noise(p * 22.0, s)) + 0.2 * ramp(0.03, 0.01, abs(p.y)) + 0.1 * ramp(0.05, 0.02, v);
    }
    for (int i = 0; i < 7; i++) {
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 30 + i), c = rnd3(s, 40 + i);
        uint k = cell(ivec2(i, 1), s);
        float R = i > 4 ? 0.3 + 0.35 * h.z : 0.1 + 0.22 * h.z;
        if (i < 5 && h.z * 7.0 < 1.5) continue;
        vec2 pos = 2.2 * (h.xy - 0.5);
        float flip = g.x < 0.5 ? 1.0 : -1.0;
        vec2 o = (p - pos) / R;
        if (dot(o, o) > 6.0) continue;
        bool alive = i > 3 && g.y < 0.6;
        vec2 dir = vec2(cos(6.28 * g.z), sin(6.28 * g.z));
        vec2 l = vec2(dot(o, dir), flip * dot(o, vec2(-dir.y, dir.x)));
        vec2 sl = vec2(dot(sun, dir), flip * dot(sun, vec2(-dir.y, dir.x)));
        if (alive) {
            vec2 b = l - vec2(0.25, 0.75);
            b.y += 0.12 * sin(b.x * 2.2 + 5.0 * iTime);
            float w = 0.3 * sqrt(max((1.65 - b.x) * (b.x + 1.8) / 3.0, 0.0)) * (0.6 + 0.3 * ramp(-1.8, 0.6, b.x));
            vec2 e = vec2(b.x - 1.45, abs(b.y));
            float eye = min(segment(e, vec2(0.0, 0.12), vec2(0.55, 0.36)) - 0.045, length(e - vec2(0.55, 0.36)) - 0.08);
            if (abs(b.y) < w && b.x > -1.8 && b.x < 1.65 || eye < 0.0) {
                vec3 skin = hsv(0.08 + 0.05 * c.x, 0.4, 0.4 + 0.35 * c.y);
                col = skin * (0.65 + 0.6 * noise(b * vec2(13.0, 18.0), k)) * (0.45 + 0.6 * (1.0 - abs(b.y) / max(w, 0.05))) + 0.15 * ramp(0.6, 0.8, noise(b * 14.0, k + 1U));
                if (length(e - vec2(0.58, 0.36)) < 0.06) col = vec3(0.05);
            } else if (abs(b.y + 0.15 * sl.y) < w + 0.12 && b.x > -1.9 && b.x < 1.7) col *= 0.65;
        }
        float sh = length(l + 0.28 * sl);
        col *= 1.0 - 0.5 * ramp(1.12, 0.75, sh);
        vec2 q = l;
        float r = length(q);
        float grow = 0.18 + 0.16 * c.z;
        float a = angle(q);
        float lim = exp(grow * (a + 3.14159 - 6.28318));
        if (r < lim && r > 0.002) {
            float turns = (log(r) / grow - a + 3.14159) / 6.28318;
            float f = fract(turns), whorl = floor(turns);
            float x = f * 2.0 - 1.0;
            float inside = pow(f, 0.8);
            vec3 n = normalize(vec3(normalize(q) * (inside * 2.0 - 1.0) * 0.95, sqrt(max(1.05 - x * x, 0.0)) + 0.1));
            float arc = a - 6.28318 * whorl;
            vec3 a1 = hsv(0.04 + 0.12 * rnd(k, 1), 0.3 + 0.5 * rnd(k, 2), 0.8), b1 = hsv(0.03 + 0.07 * rnd(k, 3), 0.6, 0.15 + 0.3 * rnd(k, 4));
            if (rnd(k, 5) < 0.25) a1 = hsv(rnd(k, 6), 0.45, 0.9);
            float bands = rnd(k, 7), cuts = 5.0 + 9.0 * rnd(k, 8);
            float mark = bands < 0.45 ? step(0.6, fract(f * (2.0 + 3.0 * rnd(k, 9)) + 0.2)) : bands < 0.75 ? ramp(0.1, 0.3, sin(arc * cuts + 2.0 * sin(f * 6.0))) : ramp(0.5, 0.62, noise(vec2(arc * 3.0, f * 3.0), k));
            vec3 mat = mix(a1, b1, mark * (0.5 + 0.5 * rnd(k, 10)));
            mat *= 0.8 + 0.25 * sin(arc * 45.0 + 3.0 * f) * rnd(k, 11) + 0.15 * noise(l * 20.0, k);
            mat *= 0.4 + 0.6 * ramp(0.0, 0.18, f) * ramp(1.0, 0.9, f);
            vec3 light = normalize(vec3(sl, 0.7));
            col = mat * (0.3 + 1.1 * max(dot(n, light), 0.0)) + 0.5 * pow(max(dot(n, normalize(light + vec3(0.0, 0.0, 1.0))), 0.0), 30.0);
            col *= 0.55 + 0.45 * ramp(0.0, 0.35, r);
        }
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
