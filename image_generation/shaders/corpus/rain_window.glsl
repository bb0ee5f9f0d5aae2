// title: Rain on a Window
// description: Drops and trails on a pane that bend blurred street lights, trees or hills behind it
// tags: rain, drops, window, refraction, blur

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

vec3 unpack(uint k) {
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

vec3 beyond(vec2 p, uint s) {
    float kind = rnd(s, 1);
    vec3 low = hsv(rnd(s, 2), 0.5, 0.25 + 0.6 * rnd(s, 3)), high = hsv(0.5 + 0.25 * rnd(s, 4), 0.5, 0.15 + 0.7 * rnd(s, 5));
    vec3 col = mix(low, high, ramp(-0.8, 0.9, p.y));
    float hill = 0.1 + 0.3 * sin(p.x * 1.5 + 6.0 * rnd(s, 6)) * rnd(s, 7) + 0.12 * sin(p.x * 4.0);
    col = mix(col, hsv(0.2 + 0.25 * rnd(s, 8), 0.5, 0.22), 0.85 * ramp(0.12, -0.12, p.y - hill));
    col = mix(col, hsv(rnd(s, 9), 0.3, 0.3), 0.8 * ramp(-0.4, -0.6, p.y));
    if (kind < 0.65) {
        vec2 q = p * vec2(2.2, 2.2), c = floor(q), o = q - c - 0.5;
        for (int j = 0; j < 4; j++) {
            vec2 g = c + vec2((j & 1) == 1 ? sign(o.x) : 0.0, j > 1 ? sign(o.y) : 0.0);
            vec3 h = unpack(cell(ivec2(g), s + 3U));
            float r = 0.2 + 0.25 * h.z, d = length(q - g - 0.5 - 0.6 * (h.xy - 0.5)) - r;
            if (h.x < 0.75) col += hsv(h.y < 0.6 ? 0.03 + 0.11 * h.y : h.y, 0.75, 1.0) * ramp(0.07, -0.05, d) * (0.35 + 0.3 * ramp(-0.12, 0.0, d)) * ramp(0.8, 0.2, abs(p.y - 0.1));
        }
    } else {
        vec2 q = p * 1.6;
        float block = max(abs(fract(q.x) - 0.5) - 0.36, q.y - 1.1 * hash(ivec2(int(floor(q.x)), 1), s));
        col = mix(col, hsv(hash(ivec2(int(floor(q.x)), 2), s), 0.4, 0.55), 0.7 * ramp(0.1, -0.1, block));
    }
    return col;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.4);
    vec2 bend = vec2(0.0);
    float wet = 0.0, rim = 0.0, glint = 0.0, mist = 0.5 + 0.5 * rnd(s, 20);
    float zoom = 0.7 + 0.7 * rnd(s, 21);
    for (int i = 0; i < 4; i++) {
        float f = (i == 0 ? 2.2 : 2.0 + 2.6 * float(i)) * zoom;
        vec2 q = u * f + vec2(3.7 * float(i), 5.1 * float(i));
        if (i < 2) q.y += 2.0 * iTime * (0.4 + hash(ivec2(int(floor(q.x)), i), s));
        vec2 c = floor(q);
        vec3 h = unpack(cell(ivec2(c), s + uint(i) * 37U));
        vec2 o = q - c - 0.5 - 0.5 * (h.xy - 0.5);
        float r = (0.1 + 0.2 * h.z) * (i < 2 ? 1.0 : 0.95);
        o.x += 0.12 * r * sin(o.y * 9.0 / r * 0.3 + 6.0 * h.x);
        vec2 w = vec2(o.x, o.y > 0.0 ? o.y * (i < 2 ? 0.6 : 0.9) : o.y * 1.1) / r;
        float l = length(w);
        if (h.z < (i < 2 ? 0.55 : 0.8) && l < 1.0) {
            bend = -w * (1.1 + 0.7 * l * l) * (0.35 + 0.5 * r);
            wet = 1.0;
            rim = ramp(0.65, 1.0, l) * (0.5 + 0.5 * w.y);
            glint = ramp(0.32, 0.15, length(w - vec2(-0.35, 0.45))) + 0.35 * ramp(0.3, 0.0, length(w - vec2(0.3, -0.6)));
        }
        if (i < 2 && h.z < 0.55 && o.y > 0.0 && abs(o.x + 0.04 * sin(9.0 * o.y + 6.0 * h.x)) < 0.55 * r * (1.0 - 0.7 * o.y) && wet < 0.5) {
            wet = 0.6;
            float beads = fract(q.y * 7.0) - 0.5;
            bend = vec2(o.x / r, 0.0) * 0.2;
            if (length(vec2(o.x / (0.45 * r), beads * 2.6)) < 1.0 && h.y > 0.3) { bend = -vec2(o.x / r, beads) * 0.6; wet = 1.0; glint = ramp(0.25, 0.1, length(vec2(o.x / r + 0.1, beads - 0.15))); }
        }
    }
    vec2 at = u * 0.9 + 0.15 * sin(iTime + vec2(0.0, 2.0));
    vec3 col = beyond(at, s);
    float haze = fbm(u * 3.0, 3, s + 50U), speck = noise(u * 70.0, s + 51U);
    vec3 fog = mix(col, vec3(dot(col, vec3(0.4)) + 0.12), 0.5 * mist) * (0.8 + 0.15 * haze) + 0.08 * mist * speck;
    vec3 lens = beyond(at + 2.0 * bend, s);
    col = mix(fog, lens * 1.15, wet) * (1.0 - 0.55 * rim * step(0.9, wet)) + glint * 0.75 * step(0.9, wet);
    float edge = rnd(s, 22) < 0.35 ? abs(u.x - (rnd(s, 23) < 0.5 ? -0.85 : 0.8)) : 9.0;
    if (edge < 0.07) col = hsv(rnd(s, 24), 0.4, 0.3) * (0.4 + 9.0 * (0.07 - edge));
    fragColor = vec4(film(col * 1.5), 1.0);
}
