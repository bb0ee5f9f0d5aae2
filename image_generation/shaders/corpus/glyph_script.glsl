// title: Unknown Script
// description: Lines of invented letters, built of strokes on a small lattice, written on stained paper.
// tags: glyphs, writing, paper

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

float fbm(vec2 p, int s) {
    float sum = 0.0, amp = 0.5;
    for (int i = 0; i < 5; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.62, 1.18, -1.18, 1.62) * p + 3.7;
        amp *= 0.5;
    }
    return sum / 0.97;
}

float snoise(vec2 p, int s) {
    vec2 base = floor(p + (p.x + p.y) * 0.36602540);
    vec2 a = p - base + (base.x + base.y) * 0.21132487;
    ivec2 c = ivec2(base), step1 = a.x > a.y ? ivec2(1, 0) : ivec2(0, 1);
    vec2 b = a - vec2(step1) + 0.21132487, d = a - 0.57735027;
    vec3 w = max(0.5 - vec3(dot(a, a), dot(b, b), dot(d, d)), 0.0);
    w *= w;
    vec3 g = vec3(dot(cell2(c, s) - 0.5, a), dot(cell2(c + step1, s) - 0.5, b),
                  dot(cell2(c + 1, s) - 0.5, d));
    return dot(w * w, g) * 140.0;
}

vec3 hsv(float h, float s, float v) {
    vec3 c = clamp(abs(fract(h + vec3(0.0, 2.0, 1.0) / 3.0) * 6.0 - 3.0) - 1.0, 0.0, 1.0);
    return v * mix(vec3(1.0), c * c * (3.0 - 2.0 * c), s);
}

float letter(vec2 t, ivec2 id, int s) {
    int alphabet = int(cell1(id, s) * 26.0);
    float d = 9.0;
    for (int k = 0; k < 3; k++) {
        vec4 h = cell4(ivec2(alphabet, k), s + 5);
        vec2 o = vec2(0.22, 0.12) + floor(h.xy * vec2(2.99, 2.99)) * vec2(0.28, 0.36);
        vec2 u = abs(t - vec2(o.x, 0.48)), v = abs(t - vec2(0.5, o.y)), w = t - vec2(0.5, o.y);
        float e = length(vec2(u.x, max(u.y - 0.36, 0.0)));
        if (h.z > 0.35) e = length(vec2(max(v.x - 0.28 * h.w, 0.0), v.y));
        if (h.z > 0.6) e = length(vec2(abs(length(w) - 0.26), max(h.w > 0.5 ? w.y : -w.y, 0.0)));
        if (h.z > 0.8) e = length(t - o - vec2(0.0, 0.1));
        if (h.z > 0.9) e = max(abs(w.x - w.y) * 0.7, abs(w.x) - 0.26);
        d = min(d, e);
    }
    return d;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.5;
    int scene = 1156 + int(clock);
    vec2 q = turn((rnd(scene, 1) - 0.5) * 1.2) * p * (1.0 + 0.5 * p.y * (rnd(scene, 9) - 0.5));
    float lines = mix(4.0, 15.0, rnd(scene, 2));
    vec3 paper = hsv(mix(0.05, 0.17, rnd(scene, 3)), mix(0.05, 0.5, rnd(scene, 4)), 0.95);
    vec3 pen = hsv(rnd(scene, 5), 0.7, 0.2);
    if (rnd(scene, 6) > 0.7) {
        vec3 swap = paper;
        paper = pen * 1.3;
        pen = swap;
    }
    float stain = fbm(p * 3.0 + 7.0 * fract(clock), scene);
    vec3 col = paper * (0.55 + 0.75 * smoothstep(0.1, 0.7, stain)) * (0.92 + 0.16 * noise(p * 90.0, scene));
    vec2 u = q * vec2(lines * 1.25, lines) + vec2(0.0, fract(clock) * 5.0);
    float row = floor(u.y);
    u.x += rnd(int(row), scene) * 6.0 + 0.06 * sin(u.y * 9.0 + row);
    u.y += 0.05 * snoise(vec2(u.x * 0.5, row), scene);
    vec2 f = floor(u), t = u - f;
    ivec2 id = ivec2(f);
    if (cell1(id, scene + 3) > 0.14) {
        t = (t - vec2(0.0, 0.1)) * vec2(1.0, 1.25);
        float d = letter(t, id, scene);
        float width = mix(0.04, 0.085, rnd(scene, 7)) * (0.8 + 0.5 * noise(u * 3.0, scene));
        col = mix(col, pen * (0.8 + 0.5 * stain), smoothstep(width, width - 0.03, d) * (0.75 + 0.25 * stain));
    }
    float big = letter((turn(rnd(scene, 8)) * p + 0.35) * 1.3, ivec2(scene, 7), scene);
    if (rnd(scene, 10) > 0.5) col = mix(col, col * hsv(rnd(scene, 11), 0.8, 0.9),
        smoothstep(0.08, 0.07, big));
    fragColor = vec4(col, 1.0);
}
