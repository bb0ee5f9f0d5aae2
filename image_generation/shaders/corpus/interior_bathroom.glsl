// title: Bathroom Mirror
// description: A mirror over a basin with taps, bottles, towels and a lamp, on tiled walls with a coloured border
// tags: interior, bathroom, mirror, tiles

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
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

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float rbox(vec2 p, vec2 b, float r) {
    vec2 e = abs(p) - b + r;
    return length(max(e, 0.0)) + min(max(e.x, e.y), 0.0) - r;
}

float seg(vec2 p, vec2 a, vec2 b) {
    vec2 q = p - a, d = b - a;
    return length(q - d * clamp(dot(q, d) / dot(d, d), 0.0, 1.0));
}

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

vec3 wall(vec2 p, uint s) {
    float size = 0.16 + 0.1 * rnd(s, 10), kind = rnd(s, 11);
    vec2 g = p / size;
    if (kind < 0.3) g = p / (size * vec2(1.5, 0.75)) + vec2(0.5 * mod(floor(p.y / (size * 0.75)), 2.0), 0.0);
    if (kind > 0.75) { g = p / (size * 0.45); }
    ivec2 c = ivec2(floor(g));
    vec2 f = abs(fract(g) - 0.5);
    uint k = cell(c, s);
    vec3 a = mix(vec3(0.85), dye(s, s + 1U), 0.5 + 0.45 * rnd(s, 12)), b = dye(s, s + 2U);
    float row = mod(float(c.y), 9.0);
    vec3 t = a * (0.9 + 0.15 * rnd(k, 1));
    if (kind > 0.75) t = mix(a, mix(b, dye(s, k), 0.4), step(rnd(k, 2), 0.35)) * (0.85 + 0.25 * rnd(k, 1));
    else if (row == 4.0 && rnd(s, 13) < 0.7) t = mix(b, vec3(0.95), step(f.x + f.y, 0.28)) * (0.9 + 0.15 * rnd(k, 1));
    else if (rnd(s, 14) < 0.35 && ((c.x + c.y) & 1) == 0) t = mix(a, b, 0.6);
    else if (p.y < -0.3 && rnd(s, 15) < 0.5) t = b * (0.9 + 0.15 * rnd(k, 1));
    float shine = 0.12 * smoothstep(0.2, 0.5, fract(g.x) * 0.5 + fract(g.y) * 0.5) * rnd(k, 3);
    return mix(t + shine, vec3(0.6, 0.58, 0.55), smoothstep(0.44, 0.47, max(f.x, f.y)));
}

void bottle(inout vec3 col, vec2 o, uint k, uint s) {
    float h = 0.1 + 0.12 * rnd(k, 1), w = 0.035 + 0.03 * rnd(k, 2), x = clamp(o.x / w, -1.0, 1.0);
    vec3 c = dye(s, k) * 1.1;
    float body = rbox(o - vec2(0.0, h), vec2(w, h), 0.02), neck = box(o - vec2(0.0, 2.0 * h + 0.025), vec2(w * 0.45, 0.03));
    lay(col, neck, rnd(k, 3) < 0.5 ? vec3(0.92) : dye(s, k + 1U));
    if (rnd(k, 4) < 0.4) lay(col, seg(o, vec2(0.0, 2.0 * h + 0.06), vec2(-0.05, 2.0 * h + 0.06)) - 0.012, vec3(0.9));
    lay(col, body, mix(c, vec3(0.95), 0.4 * step(0.6, rnd(k, 5))) * turned(x, -1.0));
    lay(col, box(o - vec2(0.0, h * 0.9), vec2(w * 0.8, h * 0.4)), vec3(0.95) * turned(x, -1.0) * (0.7 + 0.3 * step(0.5, fract(o.y * 50.0))));
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6) + 8200U;
    float zoom = 0.75 + 0.5 * rnd(s, 1);
    px = 2.0 * zoom / iResolution.y;
    vec2 p = u * zoom + vec2(0.9 * (rnd(s, 2) - 0.5), 0.4 * (rnd(s, 3) - 0.5));
    p /= 1.0 + 0.25 * (rnd(s, 4) - 0.5) * p.x;
    vec3 col = wall(p, s) * (0.85 + 0.15 * fbm(p * 1.5, 3, s));
    float lamp = exp(-1.3 * length(p - vec2(0.0, 1.0)));
    vec2 m = p - vec2(0.0, 0.42);
    float form = rnd(s, 16), w = 0.38 + 0.14 * rnd(s, 17), h = 0.38 + 0.12 * rnd(s, 18);
    float d = form < 0.35 ? (length(m / vec2(w, h)) - 1.0) * min(w, h) : form < 0.65 ? rbox(m, vec2(w, h), 0.05) : form < 0.85 ? min(rbox(m + vec2(0.0, 0.1), vec2(w, h - 0.1), 0.02), length(m - vec2(0.0, h - 0.2 - w * 0.3)) - w) : rbox(m, vec2(w * 1.4, h * 0.8), 0.02);
    dim(col, d - 0.05, 0.06, 0.45);
    vec3 frame = rnd(s, 19) < 0.3 ? vec3(0.85, 0.65, 0.3) : rnd(s, 19) < 0.6 ? vec3(0.3, 0.18, 0.1) : dye(s, s + 4U);
    lay(col, d - 0.045, frame * (0.7 + 0.5 * step(0.0, m.y - m.x) * step(0.02, d) + 0.2 * sin(d * 150.0)));
    if (d < 0.0) {
        vec2 q = vec2(-m.x * 0.8, m.y * 0.8);
        float room = rnd(s, 20);
        vec3 r = mix(dye(s, s + 5U), vec3(0.85), 0.5) * (0.75 + 0.2 * fbm(q * 2.0, 3, s)), door = dye(s, s + 6U);
        if (room < 0.5) {
            float dd = box(q - vec2(0.25, -0.2), vec2(0.17, 0.55));
            lay(r, dd - 0.035, vec3(0.92));
            lay(r, dd, door * (0.8 + 0.3 * step(0.0, box(vec2(q.x - 0.25, abs(q.y + 0.1) - 0.25), vec2(0.11, 0.18)))));
            lay(r, length(q - vec2(0.12, -0.1)) - 0.018, vec3(0.85, 0.7, 0.3));
        } else {
            vec2 wq = q - vec2(-0.2, 0.12);
            float wd = box(wq, vec2(0.17, 0.22));
            lay(r, wd - 0.03, vec3(0.9));
            lay(r, wd, min(abs(wq.x), abs(wq.y)) < 0.012 ? vec3(0.9) : mix(vec3(0.95, 0.97, 1.0), hsv(0.3, 0.4, 0.6), step(wq.y, 0.1 * noise(wq * 9.0, s) - 0.1)));
            float dr = abs(fract(q.x * 9.0) - 0.5);
            if (q.x > 0.2) r = dye(s, s + 7U) * (0.6 + 0.7 * dr);
        }
        if (rnd(s, 21) < 0.75) {
            vec2 o = q - vec2(0.25 * (rnd(s, 22) - 0.5) + 0.02 * sin(iTime * 3.0), -0.1);
            vec3 skin = hsv(0.06, 0.35 + 0.25 * rnd(s, 23), 0.4 + 0.55 * rnd(s, 24)), hair = hsv(0.07, 0.65, 0.08 + 0.5 * rnd(s, 25)), shirt = dye(s, s + 8U);
            float face = length(o * vec2(1.15, 0.9)) - 0.15;
            if (rnd(s, 26) < 0.5) lay(r, rbox(o + vec2(0.0, 0.07), vec2(0.18, 0.22), 0.15), hair);
            lay(r, max(length(o + vec2(0.0, 0.6)) - 0.42, -0.16 - o.y - 9.0), shirt * (0.8 + 0.3 * step(0.5, fract(o.x * 12.0)) * step(0.5, rnd(s, 27))));
            lay(r, box(o + vec2(0.0, 0.19), vec2(0.055, 0.08)), skin * 0.8);
            lay(r, face, skin * (0.85 + 0.9 * o.x));
            lay(r, max(length(o - vec2(0.0, 0.03)) - 0.165, 0.07 - o.y + 0.25 * abs(o.x)), hair);
            vec2 e = vec2(abs(o.x) - 0.055, o.y - 0.005);
            lay(r, length(e * vec2(0.8, 1.3)) - 0.022, vec3(0.95));
            lay(r, length(e) - 0.012, vec3(0.08));
            lay(r, seg(e, vec2(-0.025, 0.04), vec2(0.025, 0.045)) - 0.007, hair * 0.7);
            lay(r, max(abs(length(o - vec2(0.0, -0.03)) - 0.055) - 0.008, o.y + 0.055), vec3(0.65, 0.2, 0.2));
            lay(r, seg(o, vec2(0.0, 0.0), vec2(0.012, -0.04)) - 0.006, skin * 0.65);
        }
        r = mix(r, vec3(0.95, 0.97, 1.0), 0.22 * smoothstep(0.0, 0.02, sin((m.x + m.y) * 7.0 + 6.0 * rnd(s, 28)) - 0.5));
        float steam = smoothstep(0.4, 0.8, fbm(m * 3.0 + 9.0, 4, s) - 0.35 * m.y) * rnd(s, 29);
        lay(col, d, mix(r * vec3(0.93, 0.98, 0.98), vec3(0.85), 0.6 * steam));
        col *= 0.85 + 0.15 * smoothstep(0.0, 0.03, -d);
    }
    vec2 l = p - vec2(0.0, 0.42 + h + 0.17);
    for (int i = 0; i < 3; i++) {
        vec2 b = l - vec2(0.2 * (float(i) - 1.0), 0.0);
        lay(col, length(b) - 0.055, vec3(1.3, 1.2, 1.0));
        lay(col, box(b - vec2(0.0, 0.06), vec2(0.03, 0.02)), vec3(0.6));
    }
    float shelf = -0.1;
    dim(col, box(p - vec2(0.0, shelf - 0.03), vec2(0.62, 0.02)), 0.05, 0.4);
    lay(col, box(p - vec2(0.0, shelf), vec2(0.6, 0.014)), vec3(0.75, 0.85, 0.85));
    float slot = floor(p.x / 0.15);
    uint k = cell(ivec2(int(slot), 3), s);
    if (abs(slot + 0.5) < 3.6 && rnd(k, 20) < 0.5) bottle(col, vec2(p.x - (slot + 0.5) * 0.15, p.y - shelf - 0.014), k, s);
    float basin = max(length((p - vec2(0.0, -0.42)) * vec2(0.62, 1.0)) - 0.34, p.y + 0.42), bowl = rnd(s, 30);
    if (bowl < 0.5) {
        vec3 unit = dye(s, s + 9U);
        float cab = box(p - vec2(0.0, -0.95), vec2(0.75, 0.5));
        lay(col, cab, unit * (0.85 + 0.2 * noise(vec2(p.x * 30.0, p.y * 3.0), s)));
        lay(col, max(abs(box(vec2(abs(p.x) - 0.375, p.y + 0.98), vec2(0.32, 0.4))) - 0.006, cab), unit * 0.5);
        lay(col, length(vec2(abs(p.x) - 0.12, p.y + 0.85)) - 0.025, vec3(0.8));
        lay(col, box(p - vec2(0.0, -0.45), vec2(0.8, 0.035)), mix(vec3(0.9), dye(s, s + 10U), 0.3));
        basin = max(length((p - vec2(0.0, -0.36)) * vec2(0.75, 1.0)) - 0.3, max(p.y + 0.28, -0.42 - p.y));
    } else {
        dim(col, length((p - vec2(0.05, -0.6)) * vec2(0.6, 1.0)) - 0.32, 0.1, 0.4);
        lay(col, max(abs(p.x) - 0.12 - 0.1 * (p.y + 1.2), p.y + 0.6), vec3(0.85) * turned(clamp(p.x / 0.17, -1.0, 1.0), -1.0));
    }
    lay(col, basin, vec3(0.96) * (0.65 + 0.35 * turned(clamp(p.x / 0.55, -1.0, 1.0), -1.0)));
    float rimY = bowl < 0.5 ? -0.28 : -0.42;
    lay(col, length((p - vec2(0.0, rimY)) * vec2(0.62, 4.0)) - 0.3, vec3(0.99));
    lay(col, length((p - vec2(0.0, rimY - 0.008)) * vec2(0.66, 5.0)) - 0.27, vec3(0.7, 0.73, 0.75));
    vec3 chrome = vec3(0.72, 0.75, 0.78);
    vec2 t = p - vec2(0.0, rimY + 0.05);
    float tap = min(min(box(t - vec2(0.0, 0.05), vec2(0.028, 0.09)), max(abs(length(t - vec2(0.0, 0.12)) - 0.07) - 0.02, 0.11 - t.y)), length(vec2(abs(t.x) - 0.15, t.y - 0.02)) - 0.035);
    lay(col, tap, chrome * (0.6 + 0.6 * noise(t * 26.0 + 9.0, s)) + 0.3 * step(0.0, sin(t.x * 160.0)));
    vec2 q = p - vec2(0.95 * (rnd(s, 31) < 0.5 ? -1.0 : 1.0), 0.1);
    float rod = box(q - vec2(0.0, 0.32), vec2(0.24, 0.014)), towel = box(q + vec2(0.0, 0.05), vec2(0.19, 0.37));
    dim(col, towel - 0.02, 0.05, 0.4);
    vec3 tc = dye(s, s + 11U) * (0.75 + 0.2 * sin(q.x * 36.0) + 0.15 * noise(q * 60.0, s));
    if (abs(abs(q.y + 0.22) - 0.07) < 0.025 || abs(q.y + 0.22) < 0.02) tc = mix(tc, vec3(0.95), 0.8);
    lay(col, towel, tc);
    lay(col, rod, chrome);
    fragColor = vec4(film(col * (0.75 + 1.1 * lamp) * mix(vec3(1.08, 1.0, 0.9), vec3(0.95, 1.0, 1.05), rnd(s, 32)) * 1.25), 1.0);
}
