// title: Raised Lines
// description: Parallel lines pushed up by hidden hills, letters and steps so that flat ink looks deep.
// tags: op-art, lines, relief

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

float corner(ivec2 c, vec2 d, int s) {
    return dot(cell2(c, s) * 2.0 - 1.0, d);
}

float gnoise(vec2 p, int s) {
    vec2 f = floor(p), t = p - f;
    ivec2 c = ivec2(f);
    vec2 u = t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
    return mix(mix(corner(c, t, s), corner(c + ivec2(1, 0), t - vec2(1, 0), s), u.x),
               mix(corner(c + ivec2(0, 1), t - vec2(0, 1), s), corner(c + ivec2(1, 1), t - vec2(1, 1), s), u.x),
               u.y) * 1.6;
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

float sdBox(vec2 p, vec2 b) {
    vec2 d = abs(p) - b;
    return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.7 + 0.3;
    int scene = 8965 + int(clock);
    p = turn(rnd(scene, 1) * 6.28) * p;
    float lines = mix(12.0, 40.0, rnd(scene, 2)), high = 0.0;
    int zone = 0;
    for (int i = 0; i < 5; i++) {
        vec4 h = cell4(ivec2(i, scene), 3);
        vec2 d = p - (h.xy - 0.5) * vec2(1.5, 1.2) - 0.15 * (fract(clock) - 0.5);
        float r = mix(0.1, 0.38, h.z);
        if (i % 2 == 0) high += max(1.0 - dot(d, d) / (r * r), 0.0) * r * 0.8 * (h.w > 0.4 ? 1.0 : -1.0);
        else if (sdBox(d, vec2(r, r * h.w)) < 0.0) {
            high += 0.12 * (h.w - 0.3);
            zone = i;
        }
    }
    high += 0.12 * gnoise(p * mix(1.0, 3.0, rnd(scene, 4)), scene);
    bool shift = rnd(scene, 5) > 0.4;
    float x = (shift ? p.y - high : (p.y + (zone > 0 ? p.x : 0.0)) * (1.0 + high)) * lines + fract(clock)
        * 6.0;
    float row = floor(x), t = fract(x);
    float duty = mix(0.25, 0.75, rnd(scene, 6)) + (shift ? 0.0 : high);
    int k = int(row);
    vec3 a = ink(0, scene), b = ink(1, scene);
    if (rnd(scene, 7) > 0.5) b = ink(1 + int(cell1(ivec2(k, scene), 8) * 4.0), scene);
    if (zone > 0 && rnd(scene, 9) > 0.5) a = ink(6 + zone, scene);
    vec3 col = mix(a, b, step(t, duty));
    if (rnd(scene, 10) > 0.55) col = mix(a, b, t) * (0.65 + 0.5 * t);
    col *= 0.85 + 1.1 * high + 0.2 * noise(p * vec2(5.0, 70.0), scene);
    fragColor = vec4(col, 1.0);
}
