// title: Cut Vegetables
// description: Rounds of cucumber, tomato, carrot, onion, radish and pepper, whole and sliced, on a board
// tags: food, vegetables, slices, board, shadow

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

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
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

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.7);
    float way = 6.28 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    vec2 p = u * (0.75 + 0.7 * rnd(s, 2));
    float spin = 6.28 * rnd(s, 3);
    vec2 q = rot(spin) * p;
    float ring = noise(vec2(q.x * 1.5, q.y * 20.0) + 2.0 * noise(q * vec2(1.0, 3.0), s), s + 1U);
    vec3 col = hsv(0.07 + 0.05 * rnd(s, 4), 0.4, 0.35 + 0.5 * rnd(s, 5)) * (0.65 + 0.5 * ring) * (1.0 - 0.5 * ramp(0.48, 0.5, abs(fract(q.y * 1.1) - 0.5)));
    float kind = rnd(s, 6);
    if (kind < 0.25) col = hsv(rnd(s, 7), 0.3 * rnd(s, 8), 0.85) * (0.8 + 0.25 * fbm(p * 4.0, 3, s));
    else if (kind < 0.45) col = hsv(0.6, 0.15, 0.2) * (0.6 + 0.8 * fbm(p * 6.0, 4, s));
    col *= 1.0 - 0.2 * ramp(0.03, 0.0, abs(noise(rot(spin + 0.3) * p * vec2(0.5, 30.0), s + 2U) - 0.5));
    int hit = -1;
    vec2 at = vec2(0.0), light = sun;
    float part = 0.0, shade = 1.0, edge = 0.0, mixup = rnd(s, 9), many = 8.0 + floor(8.0 * rnd(s, 10)), only = rnd(s, 11);
    for (int i = 0; i < 16; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 40 + i);
        float type = only < 0.25 ? fract(mixup + 0.25 * g.z) : fract(g.z + mixup);
        vec2 c = 2.3 * (h.xy - 0.5);
        if (rnd(s, 12) < 0.35) c = vec2(0.28 * (float(i) - 0.5 * many) * (i < 8 ? 1.0 : -0.9), (i < 8 ? 0.35 : -0.4) + 0.1 * (h.y - 0.5));
        float R = type < 0.2 ? 0.3 : type < 0.4 ? 0.33 : type < 0.55 ? 0.19 : type < 0.7 ? 0.32 : type < 0.8 ? 0.2 : 0.35;
        R *= 0.8 + 0.4 * h.z;
        mat2 m = rot(rnd(s, 12) < 0.35 ? 0.5 * (g.x - 0.5) : 6.28 * g.x);
        vec2 o = m * (p - c) / R, b = o + m * sun * 0.2;
        float d, e;
        if (type < 0.8) {
            float squash = 1.0 + 0.5 * step(0.75, g.y) * g.y;
            d = 1.0 - length(o * vec2(squash, 1.0));
            e = 1.0 - length(b * vec2(squash, 1.0));
            if (type >= 0.55 && type < 0.7 && g.y < 0.4) d = min(d, length(o) - 0.55);
        } else {
            float w = 0.3 * (1.0 - 0.35 * o.x) * sqrt(max(1.0 - o.x * o.x, 0.0)), wb = 0.3 * (1.0 - 0.35 * b.x) * sqrt(max(1.0 - b.x * b.x, 0.0));
            d = abs(o.x) < 1.0 ? w - abs(o.y) : -1.0;
            e = abs(b.x) < 1.0 ? wb - abs(b.y) : -1.0;
            vec2 lf = o + vec2(1.35, 0.0);
            if (abs(lf.x) < 0.4 && abs(lf.y) < 0.22 * (0.45 - lf.x) + 0.05 * sin(lf.x * 30.0 + lf.y * 40.0)) d = 0.1;
        }
        if (d > 0.0) { hit = i; at = o; part = type; edge = d; light = m * sun; shade = 1.0; }
        else shade *= 1.0 - 0.5 * ramp(-0.1, 0.08, e);
    }
    if (hit >= 0) {
        uint k = cell(ivec2(hit, 2), s);
        float r = length(at), a = angle(at);
        float tone = rnd(k, 1);
        if (part < 0.2) {
            vec3 flesh = hsv(0.2, 0.25, 0.92);
            float lobe = abs(fract(a / 6.28318 * 3.0 + tone) - 0.5);
            col = mix(flesh, hsv(0.22, 0.4, 0.85), ramp(0.75, 0.4, r));
            vec2 sd = vec2(fract(a / 6.28318 * 21.0) - 0.5, (r - 0.42 - 0.06 * cos(a * 3.0)) * 5.0);
            if (length(sd * vec2(1.3, 0.8)) < 0.4 && lobe > 0.06) col = hsv(0.16, 0.3, 0.98) * (0.85 + 0.5 * sd.x);
            else if (r < 0.62) col *= 0.88 + 0.1 * ramp(0.02, 0.1, lobe * r);
            if (edge < 0.13) col = mix(hsv(0.26, 0.5, 0.75), hsv(0.32, 0.75, 0.3), ramp(0.11, 0.04, edge));
        } else if (part < 0.4) {
            vec3 red = hsv(0.99 + 0.06 * tone, 0.85, 0.85);
            float n = 3.0 + floor(3.0 * rnd(k, 2));
            float f = abs(fract(a / 6.28318 * n) - 0.5);
            float chamber = ramp(0.16, 0.22, f * min(r * 1.6, 1.0)) * ramp(0.2, 0.3, r) * ramp(0.84, 0.76, r);
            vec2 sc = at * 9.0, so = fract(sc) - 0.5 - 0.4 * (hash2(ivec2(floor(sc)), k) - 0.5);
            vec3 gel = hsv(0.03 + 0.06 * tone, 0.8, 0.8) * (0.7 + 0.4 * noise(at * 6.0, k));
            if (length(so * vec2(1.0, 1.6)) < 0.27) gel = hsv(0.12, 0.45, 0.95) * (0.85 + 0.6 * dot(so, light));
            col = mix(red * (0.9 + 0.15 * noise(at * 5.0, k)) + 0.12 * ramp(0.25, 0.0, r), gel, chamber);
            if (edge < 0.05) col = red * 0.75;
            col += 0.3 * chamber * ramp(0.3, 0.1, length(at - 0.5 * light));
        } else if (part < 0.55) {
            vec3 orange = tone < 0.75 ? hsv(0.06, 0.9, 0.98) : hsv(0.78, 0.6, 0.5);
            float core = 0.42 + 0.05 * cos(a * 6.0 + 3.0 * tone);
            col = mix(mix(orange, hsv(0.1, 0.75, 1.0), 0.6), orange, ramp(core - 0.05, core + 0.02, r)) * (0.85 + 0.2 * noise(vec2(a * 9.0, r * 3.0), k));
            col *= 1.0 - 0.2 * ramp(0.05, 0.0, abs(r - core));
            if (edge < 0.06) col *= 0.8;
        } else if (part < 0.7) {
            float rings = r * (6.0 + 3.0 * tone) + 0.15 * cos(a * 2.0);
            vec3 skin = rnd(k, 3) < 0.5 ? hsv(0.85, 0.5, 0.6) : hsv(0.12, 0.4, 0.85);
            float f = fract(rings);
            col = mix(vec3(0.95, 0.94, 0.88), skin, ramp(0.75, 0.95, f) * 0.8) * (0.85 + 0.15 * sin(f * 3.14));
            if (edge < 0.06) col = skin * 0.8;
        } else if (part < 0.8) {
            vec3 skin = rnd(k, 3) < 0.6 ? hsv(0.95, 0.85, 0.75) : hsv(0.3, 0.7, 0.45);
            float star = noise(vec2(a * 5.0, 1.0), k);
            col = vec3(0.97, 0.95, 0.95) * (0.85 + 0.12 * noise(vec2(a * 12.0, r * 3.0), k));
            col = mix(col, skin, (edge < 0.09 ? 1.0 : 0.0) + 0.3 * ramp(0.6, 0.8, star) * ramp(0.2, 0.8, r) * step(0.09, edge));
        } else {
            float w = 0.3 * (1.0 - 0.35 * at.x) * sqrt(max(1.0 - at.x * at.x, 0.01));
            float y = clamp(at.y / max(w, 0.03), -1.0, 1.0);
            float veg = rnd(k, 4);
            vec3 skin = veg < 0.4 ? hsv(0.06, 0.9, 0.95) : veg < 0.7 ? hsv(0.3, 0.7, 0.35) : hsv(rnd(k, 5) < 0.5 ? 0.0 : 0.13, 0.9, 0.85);
            vec3 n = vec3(0.0, y, sqrt(max(1.0 - y * y, 0.0)));
            col = skin * (0.3 + 0.8 * max(dot(n, normalize(vec3(light, 0.9))), 0.0)) * (0.85 + 0.2 * noise(vec2(at.x * 22.0, y * 3.0), k));
            if (veg < 0.4) col *= 1.0 - 0.3 * ramp(0.04, 0.0, abs(fract(at.x * 5.0 + 0.3 * tone) - 0.5)) * step(0.0, noise(vec2(at.x * 4.0, y * 2.0), k) - 0.5);
            else if (veg < 0.7) col *= 0.85 + 0.25 * sin(y * 7.0);
            col += 0.4 * ramp(0.25, 0.05, abs(y - 0.5 * light.y - 0.1)) * (veg < 0.4 ? 0.3 : 1.0);
            if (at.x < -0.93) col = hsv(0.27, 0.7, 0.45) * (0.6 + 0.6 * noise(at * 22.0, k));
        }
        col *= 0.95 + 0.2 * dot(at, light) * ramp(0.15, 0.0, edge);
    }
    vec2 hc = p * 7.0, ho = rot(6.28 * hash(ivec2(floor(hc)), s + 60U)) * (fract(hc) - 0.5);
    if (hash(ivec2(floor(hc)), s + 61U) < 0.12 && max(abs(ho.x) - 0.2, abs(ho.y) - 0.05) < 0.0) { col = hsv(0.28, 0.7, 0.4 + 0.3 * ho.x); shade = 1.0; }
    fragColor = vec4(film(col * shade * 1.5), 1.0);
}
