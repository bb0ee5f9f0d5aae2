// title: Carved Seals
// description: Rows of block characters mirrored on small bitmaps, cut in stone or stamped in ink, of mixed sizes.
// tags: glyphs, bitmap, stamps, stone

mat2 turn(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

uint scramble(uint x) {
    x ^= x >> 15;
    x *= 0x2c9277b5u;
    x ^= x >> 13;
    x *= 0x5f356495u;
    return x ^ (x >> 16);
}

float rnd(int k, int s) {
    return float(scramble(uint(k) * 0x9e3779b9u ^ uint(s) * 0x7feb3a2fu) >> 8) / 16777216.0;
}

uint cellBits(ivec2 c, int s) {
    return scramble(uint(c.x) * 0x8da6b343u ^ uint(c.y) * 0xd8163841u ^ uint(s) * 0xcb1ab31fu);
}

float cell1(ivec2 c, int s) {
    return float(cellBits(c, s) >> 8) / 16777216.0;
}

vec4 cell4(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec4(float(b & 255u), float((b >> 8) & 255u), float((b >> 16) & 255u), float(b >> 24)) / 255.0;
}

float noise(vec2 p, int s) {
    vec2 f = floor(p), t = p - f;
    ivec2 c = ivec2(f);
    t = t * t * (3.0 - 2.0 * t);
    return mix(mix(cell1(c, s), cell1(c + ivec2(1, 0), s), t.x),
               mix(cell1(c + ivec2(0, 1), s), cell1(c + ivec2(1, 1), s), t.x), t.y);
}

float fbm(vec2 p, int s) {
    float sum = 0.0, amp = 0.5;
    for (int i = 0; i < 5; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.62, 1.18, -1.18, 1.62) * p + 3.7;
        amp *= 0.5;
    }
    return sum / 0.97;
}

vec3 hsv(float h, float s, float v) {
    vec3 c = clamp(abs(fract(h + vec3(0.0, 2.0, 1.0) / 3.0) * 6.0 - 3.0) - 1.0, 0.0, 1.0);
    return v * mix(vec3(1.0), c * c * (3.0 - 2.0 * c), s);
}

vec3 ink(int k, int s) {
    vec4 a = cell4(ivec2(s, 71), 5), b = cell4(ivec2(k, s), 6);
    float spread = mix(0.06, 0.75, a.x * a.y);
    float h = a.z + spread * (b.x - 0.5) + (b.y > 0.8 ? 0.45 : 0.0);
    float v = mix(0.1, 0.98, fract(a.w + float(k) * 0.6180340));
    float sat = a.y < 0.5 ? mix(0.12, 0.5, b.z) : mix(0.35, 0.95, b.z);
    if (fract(a.y * 7.0) > 0.85 && k % 3 != 0) sat *= 0.12;
    return hsv(h, sat * (1.15 - 0.5 * v), v);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.45 + 0.6;
    int scene = 6499 + int(clock);
    vec2 q = turn((rnd(scene, 1) - 0.5) * 1.6) * p * mix(1.5, 4.5, rnd(scene, 2))
        + vec2(0.0, fract(clock) * 4.0);
    vec2 f = floor(q), t = q - f;
    if (cell1(ivec2(f), scene) > 0.6) {
        f = floor(q * 2.0) + 300.0;
        t = fract(q * 2.0);
    }
    ivec2 id = ivec2(f);
    vec4 h = cell4(id, scene + 1);
    t = (t - 0.5) * 1.18 + 0.5 + 0.02 * (vec2(noise(q * 9.0, 1), noise(q * 9.0, 2)) - 0.5);
    float n = 5.0 + 2.0 * floor(rnd(scene, 3) * 2.0);
    vec2 u = t * n;
    ivec2 px = ivec2(floor(u));
    if (h.x > 0.3) px.x = min(px.x, int(n) - 1 - px.x);
    if (h.x > 0.75) px.y = min(px.y, int(n) - 1 - px.y);
    bool inside = min(t.x, t.y) > 0.0 && max(t.x, t.y) < 1.0;
    uint bits = cellBits(px, int(cellBits(id, scene + 2) & 4095u));
    bool on = inside && (bits & 255u) < 130u;
    uint side = cellBits(ivec2(px.x, px.y + 1), int(cellBits(id, scene + 2) & 4095u));
    vec2 e = fract(u);
    float grain = fbm(q * 7.0, scene);
    bool carve = rnd(scene, 4) > 0.5;
    vec3 ground = ink(0, scene), mark = ink(1 + int(h.y * 3.0 * rnd(scene, 5)), scene);
    vec3 col = ground * (0.55 + 0.75 * grain);
    if (inside && h.z > 0.7) {
        col = mark * (0.7 + 0.4 * grain);
        mark = ground;
    }
    if (on && carve) {
        col *= 0.45 + 0.25 * grain + ((side & 255u) < 130u ? 0.0 : -0.25 * smoothstep(0.5, 1.0, e.y));
    } else if (on) {
        float wear = smoothstep(0.25, 0.4, grain + 0.1 * h.w);
        col = mix(col, mark * (0.8 + 0.3 * grain), wear);
    } else if (carve && inside) {
        col *= 1.0 + 0.4 * smoothstep(0.3, 0.0, e.y);
    }
    float frame = max(abs(t.x - 0.5), abs(t.y - 0.5));
    if (rnd(scene, 6) > 0.4 && frame > 0.53 && frame < 0.56) col *= 0.5;
    fragColor = vec4(col * 1.15, 1.0);
}
