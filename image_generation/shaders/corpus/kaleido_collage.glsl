// title: Off-Centre Kaleidoscope
// description: Three tilted mirrors fold a crowded tray of beads and shards, the hub well off the middle.
// tags: kaleidoscope, mirror, beads

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

vec2 cell2(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec2(float(b & 0xffffu), float(b >> 16)) / 65535.0;
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
    float clock = iTime * 2.4 + 0.3;
    int scene = 5677 + int(clock);
    vec2 q = p - (cell2(ivec2(scene), 1) - 0.5) * vec2(1.2, 1.0);
    float n = 3.0 + floor(rnd(scene, 2) * 6.0), sector = 6.2831853 / n;
    float a = atan(q.y, q.x) + rnd(scene, 3) * 6.28;
    float which = floor(a / sector), t = abs(mod(a, sector) - 0.5 * sector);
    vec2 u = length(q) * vec2(cos(t), sin(t));
    for (int i = 0; i < 3; i++) {
        float w = rnd(i, scene + 4) * 3.14;
        vec2 m = vec2(cos(w), sin(w));
        u -= 2.0 * min(dot(u, m) - 0.12 * float(i) + 0.1, 0.0) * m;
    }
    u = turn(fract(clock) * 1.5) * u * mix(1.5, 3.5, rnd(scene, 5))
        + vec2(fract(clock) * 2.0, rnd(scene, 6) * 7.0);
    float best = -1.0, glow = 0.0, shade = 1.0;
    for (int layer = 0; layer < 3; layer++) {
        vec2 v = u * (1.0 + 0.7 * float(layer)) + float(layer) * 5.3;
        ivec2 c = ivec2(floor(v + 0.5));
        for (int j = 0; j < 4; j++) {
            ivec2 id = c - ivec2(j & 1, j >> 1);
            vec4 h = cell4(id, scene * 3 + layer);
            vec2 d = v - vec2(id) - h.xy, axis = normalize(h.zy - 0.503);
            d = mat2(axis, -axis.y, axis.x) * d;
            float r = mix(0.15, 0.46, h.z), e = h.w > 0.5 ? length(d) : max(abs(d.x) * 2.5, abs(d.y));
            if (h.w > 0.75) e = max(abs(d.x) * 0.9 + d.y * 0.5, -d.y) * 1.3;
            if (best < 0.0 && e < r) {
                best = h.w * 61.0 + float(layer);
                glow = 1.0 - e / r + 0.5 * d.y / r;
            } else if (best < 0.0) shade = min(shade, 0.55 + 0.45 * smoothstep(0.0, 0.12, e - r));
        }
    }
    vec3 col = mix(ink(7, scene), ink(8, scene), noise(u * 2.0, scene));
    if (best >= 0.0) col = ink(int(best), scene) * (0.55 + 0.6 * glow) + 0.35 * smoothstep(0.75, 0.95, glow);
    col *= shade * (0.75 + 0.35 * cell1(ivec2(int(which), scene), 9));
    col *= 0.8 + 0.4 * noise(u * 14.0, 5);
    fragColor = vec4(col * 1.1, 1.0);
}
