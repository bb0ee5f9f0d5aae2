// title: Lighthouse
// description: A banded lighthouse with its house on rocks above breaking sea, by day, at dusk, or at night with its beam
// tags: landscape, lighthouse, sea, rocks

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

float box(vec2 p, vec2 b) {
    vec2 e = abs(p) - b;
    return max(e.x, e.y);
}

float turned(float x, float side) {
    return 0.25 + 0.85 * max(0.55 * side * x + 0.83 * sqrt(max(1.0 - x * x, 0.0)), 0.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5) + 9300U;
    float zoom = 0.75 + 0.7 * rnd(s, 1), mood = rnd(s, 2), night = step(mood, 0.3), dusk = step(mood, 0.6) - night;
    px = 2.0 * zoom / iResolution.y;
    vec2 p = rot(0.08 * (rnd(s, 3) - 0.5)) * u * zoom + vec2(0.7 * (rnd(s, 4) - 0.5), 0.3 * (rnd(s, 5) - 0.5));
    float flip = rnd(s, 6) < 0.5 ? -1.0 : 1.0;
    p.x *= flip;
    float sea = -0.32 + 0.16 * (rnd(s, 7) - 0.5);
    vec3 high = night > 0.5 ? hsv(0.6 + 0.1 * rnd(s, 8), 0.8, 0.12) : dusk > 0.5 ? hsv(0.65 + 0.15 * rnd(s, 8), 0.55, 0.5) : hsv(0.53 + 0.09 * rnd(s, 8), 0.6, 0.9);
    vec3 low = night > 0.5 ? hsv(0.58 + 0.1 * rnd(s, 9), 0.6, 0.32) : dusk > 0.5 ? hsv(0.02 + 0.1 * rnd(s, 9), 0.7, 1.0) : vec3(0.9, 0.95, 0.98);
    vec3 col = mix(low, high, smoothstep(sea, 0.9, p.y));
    float cl = fbm(vec2(p.x * 0.9 + 20.0 * rnd(s, 10) + 0.2 * iTime, p.y * 2.4), 5, s);
    col = mix(col, mix(low * 1.15, vec3(1.0), 0.5 * (1.0 - night)), (0.75 - 0.4 * night) * smoothstep(0.5, 0.72, cl));
    if (night > 0.5) { vec2 g = p * 24.0, f = fract(g) - 0.5; col += step(0.92, hash(ivec2(floor(g)), s)) * (1.0 - smoothstep(0.03, 0.13, length(f))) * (1.0 - smoothstep(0.4, 0.6, cl)); }
    vec2 base = vec2(0.35 * (rnd(s, 11) - 0.2), sea + 0.22 + 0.12 * rnd(s, 12));
    float tall = 0.75 + 0.3 * rnd(s, 13), w0 = 0.13 + 0.05 * rnd(s, 14), w1 = w0 * 0.62;
    vec2 lamp = base + vec2(0.0, tall + 0.09), l = p - lamp;
    if (night + dusk > 0.5) {
        float a = sin(iTime * 2.0 + 6.28 * rnd(s, 15)) * 0.35;
        float beam = abs(l.y - a * l.x) / (0.03 + 0.16 * abs(l.x));
        col += vec3(1.0, 0.95, 0.7) * (0.55 * night + 0.25 * dusk) * (1.0 - smoothstep(0.3, 1.0, beam)) * (0.5 + 0.5 * exp(-0.5 * abs(l.x)));
        col += vec3(1.0, 0.9, 0.6) * 0.7 * exp(-9.0 * length(l));
    }
    if (p.y < sea) {
        float z = 0.25 / (sea + 0.02 - p.y), n = noise(vec2(p.x * z * 4.0 + iTime, z * 9.0), s), m = noise(vec2(p.x * z * 12.0 - iTime, z * 26.0), s + 1U);
        vec3 water = hsv(0.5 + 0.12 * rnd(s, 16), 0.65, 0.45 - 0.25 * night - 0.08 * dusk);
        col = mix(water * (0.6 + 0.7 * n), mix(low, high, 0.4), 0.3 + 0.35 * (m - 0.4) + 0.25 * exp(-9.0 * (sea - p.y)));
        col = mix(col, vec3(0.95) * (1.0 - 0.55 * night), smoothstep(0.72, 0.8, n * 0.6 + m * 0.45));
        col += (night + dusk) * vec3(1.0, 0.85, 0.5) * 0.5 * exp(-9.0 * abs(p.x - base.x)) * smoothstep(0.4, 0.7, m);
    }
    float light = 1.0 - 0.72 * night - 0.3 * dusk;
    for (int i = 0; i < 3; i++) {
        float fi = float(i), x = p.x - base.x + (i == 0 ? 0.9 : i == 1 ? 0.0 : -0.5);
        float hgt = i == 0 ? 0.16 : i == 1 ? base.y - sea + 0.02 : 0.1 - 0.06 * fi, spread = i == 1 ? 0.55 + 0.3 * rnd(s, 17) : 0.3 + 0.2 * rnd(s, 18 + i);
        float top = sea - 0.05 * fi * 0.5 + hgt * (1.15 - smoothstep(spread * 0.55, spread, abs(x)) * 1.35) + 0.09 * (fbm(vec2(p.x * 5.0 + 9.0 * fi, 3.0), 4, s) - 0.5);
        if (i == 1) top = min(top, base.y + 0.015 * noise(vec2(p.x * 20.0, 1.0), s));
        float d = p.y - top;
        vec2 rq = vec2(p.x, p.y) * 7.0;
        float crag = fbm(vec2(rq.x + rq.y * 0.5, rq.y * 1.6) + 7.0 * fi, 4, s), facet = smoothstep(0.4, 0.6, fbm(rq * 1.4 + 20.0, 3, s));
        vec3 rock = mix(hsv(0.07, 0.25, 0.35), dye(s, s + 3U) * 0.5, 0.3) * (0.4 + 0.9 * crag) * (0.65 + 0.6 * facet) * light;
        if (d > -0.05 - 0.03 * crag && i == 1) rock = mix(rock, hsv(0.25, 0.5, 0.4) * light * (0.6 + 0.7 * noise(p * 40.0, s)), 0.8);
        float foot = p.y - sea + 0.06 * fi * 0.5, foam = 0.03 + 0.07 * noise(vec2(p.x * 9.0 + iTime * 2.0, iTime * 2.0 + fi), s);
        if (p.y > sea - 0.1 - 0.05 * fi) lay(col, max(d, -(foot + 0.06)), rock);
        if (d < 0.05 && abs(x) < spread * 1.1) col = mix(col, vec3(0.96) * (0.35 + 0.65 * light), (1.0 - smoothstep(-0.03, 0.03, abs(foot + 0.03) - foam)) * smoothstep(0.3, 0.6, noise(p * 22.0 + vec2(0.0, -iTime * 3.0), s)));
        if (i != 1) continue;
        vec2 h = p - base - vec2(-0.36, 0.0);
        float hw = 0.17, hh = 0.09, house = box(h - vec2(0.0, hh - 0.02), vec2(hw, hh)), roof = max(abs(h.x) + (h.y - hh * 2.0 + 0.02) * 0.9 - hw - 0.03, hh * 2.0 - 0.03 - h.y);
        roof = max(roof, h.y - hh * 2.0 - 0.1);
        lay(col, house, mix(vec3(0.95), dye(s, s + 4U), 0.3) * light * (0.75 + 0.3 * step(0.0, h.x)));
        vec2 win = vec2(abs(h.x) - 0.08, h.y - hh);
        lay(col, box(win, vec2(0.028, 0.035)), night + dusk > 0.5 ? vec3(1.0, 0.8, 0.4) : vec3(0.2, 0.25, 0.3));
        lay(col, box(h - vec2(0.0, 0.05), vec2(0.026, 0.065)), dye(s, s + 5U) * light);
        lay(col, box(h - vec2(0.1, hh * 2.0 + 0.07), vec2(0.022, 0.06)), vec3(0.5, 0.3, 0.25) * light);
        lay(col, roof, mix(vec3(0.65, 0.25, 0.18), dye(s, s + 6U), 0.4) * light * (0.8 + 0.2 * step(0.5, fract(h.y * 40.0))));
        vec2 o = p - base;
        float t = clamp(o.y / tall, 0.0, 1.0), w = mix(w0, w1, t) - 0.02 * sin(3.1416 * t), x2 = clamp(o.x / w, -1.0, 1.0);
        float tower = max(abs(o.x) - w, max(-o.y - 0.03, o.y - tall));
        vec3 c1 = rnd(s, 21) < 0.5 ? vec3(0.82, 0.12, 0.1) : dye(s, s + 7U), c2 = vec3(0.95), c;
        float bands = 2.0 + floor(4.0 * rnd(s, 22)), kind = rnd(s, 23);
        float v = kind < 0.6 ? fract(t * bands) : kind < 0.8 ? fract(t * bands + asin(x2) * 0.32) : 0.2 + 0.6 * step(0.9, t);
        c = mix(c2, c1, step(0.5, v));
        lay(col, tower, c * turned(x2, flip * (rnd(s, 24) < 0.5 ? -1.0 : 1.0)) * (light + 0.1) * (0.92 + 0.12 * noise(o * 26.0, s)));
        for (int j = 0; j < 3; j++) {
            vec2 wq = o - vec2(0.02 * (float(j) - 1.0), tall * (0.2 + 0.27 * float(j)));
            lay(col, min(box(wq, vec2(0.02, 0.028)), length(wq - vec2(0.0, 0.028)) - 0.02), night + dusk > 0.5 ? vec3(1.0, 0.8, 0.45) : vec3(0.15, 0.18, 0.22));
        }
        lay(col, box(o - vec2(0.0, tall + 0.01), vec2(w1 + 0.045, 0.016)), vec3(0.25) * (light + 0.2));
        lay(col, max(min(abs(o.y - tall - 0.065) - 0.005, abs(fract(o.x * 40.0) - 0.5) / 40.0 - 0.003), max(abs(o.x) - w1 - 0.045, abs(o.y - tall - 0.04) - 0.03)), vec3(0.15));
        float room = box(o - vec2(0.0, tall + 0.09), vec2(w1 * 0.72, 0.07));
        lay(col, room, mix(vec3(0.5, 0.65, 0.7), vec3(1.0, 0.95, 0.65) * 1.4, max(night, dusk * 0.8)) * (abs(fract(o.x * 22.0) - 0.5) > 0.42 ? 0.3 : 1.0));
        float cap = max(length((o - vec2(0.0, tall + 0.155)) * vec2(1.0, 1.1)) - w1 * 0.85, tall + 0.155 - o.y);
        lay(col, min(cap, max(abs(o.x) - 0.006, abs(o.y - tall - 0.26) - 0.05)), c1 * (light + 0.1) * (0.8 + 0.4 * step(o.x, 0.0)));
    }
    vec2 g = vec2(p.x / 0.5 + 0.4 * iTime, p.y / 0.3), gi = floor(g), gf = fract(g) - 0.5;
    uint k = cell(ivec2(gi), s + 9U);
    if (rnd(k, 1) < 0.3 && p.y > sea + 0.3 && night < 0.5) {
        vec2 b = (gf - 0.4 * (rnd3(k, 2).xy - 0.5)) * vec2(0.5, 0.3);
        float flap = 0.5 * sin(iTime * 9.0 + 6.0 * rnd(k, 3));
        lay(col, abs(b.y - abs(b.x) * (0.4 + flap) + 5.0 * b.x * b.x) - 0.006 + max(abs(b.x) - 0.06, 0.0) * 2.0, dusk > 0.5 ? vec3(0.1) : vec3(0.97));
    }
    fragColor = vec4(film(col * 1.55), 1.0);
}
