// title: Engraved Plate
// description: A lit still life of balls, jars and cloth, drawn in swelling engraved lines and cross hatching.
// tags: flow, hatching, engraving, drawing

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

float fbm3(vec2 p, int s) {
    float sum = 0.0, amp = 0.57;
    for (int i = 0; i < 3; i++) {
        sum += amp * noise(p, s + i);
        p = mat2(1.7, 1.1, -1.1, 1.7) * p + 5.1;
        amp *= 0.5;
    }
    return sum;
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

vec4 tone(vec2 p, int s) {
    float t = p.y < -0.15 ? 0.5 + 0.6 * gnoise(p * vec2(1.0, 4.0), s) : 0.72 - 0.5 * p.y + 0.2
        * gnoise(p * 2.0, s);
    vec2 g = vec2(0.15, 1.0);
    float who = 0.0;
    for (int i = 0; i < 6; i++) {
        vec4 h = cell4(ivec2(i, s), 4);
        float r = mix(0.1, 0.33, h.z * h.w + 0.1 * h.y);
        vec2 o = vec2((h.x - 0.5) * 1.6, -0.35 + 0.12 * (5.0 - float(i)) * h.y + r * 0.5);
        vec2 d = (p - o) / r;
        if (h.w > 0.55) d.y = max(abs(d.y) - 0.6, 0.0) * sign(d.y);
        float l = dot(d, d);
        t *= 1.0 - 0.5 * smoothstep(1.7, 0.9, length(d - vec2(0.45, -0.35)));
        if (l < 1.0) {
            vec3 n = vec3(d, sqrt(1.0 - l));
            t = 0.08 + 0.95 * max(dot(n, normalize(vec3(-0.6, 0.6, 0.6))), 0.0);
            g = vec2(-d.y, d.x) + 0.5 * h.xy;
            who = float(i) + 1.0;
        }
    }
    return vec4(t, g, who);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.0 + 0.35;
    int scene = 8006 + int(clock);
    vec2 q = p * mix(0.5, 1.2, rnd(scene, 1)) + 0.3 * (fract(clock) - 0.5)
        + vec2(0.4 * (rnd(scene, 2) - 0.5), -0.1);
    vec4 t = tone(q, scene);
    int k = int(t.w);
    float lines = mix(22.0, 60.0, rnd(scene, 3)), a = rnd(k, scene + 4) * 3.14;
    vec2 axis = vec2(cos(a), sin(a));
    float bend = t.w > 0.5 ? 0.12 * dot(t.yz, axis.yx) : 0.02 * gnoise(q * 6.0, scene);
    float x = (dot(q, axis) + bend) * lines, y = dot(q, vec2(-axis.y, axis.x)) * lines * 0.9 + bend * lines;
    float swell = 0.04 * (noise(q * 40.0, 2) - 0.5);
    float mark = step(abs(fract(x) - 0.5), (1.0 - t.x) * 0.5 + swell);
    if (t.x < 0.4) mark = max(mark, step(abs(fract(y) - 0.5), (0.45 - t.x) * 0.8 + swell));
    vec3 paper = mix(vec3(0.95, 0.92, 0.84), ink(1, scene), 0.6 * rnd(scene, 5)), pen = ink(0, scene) * 0.35;
    if (rnd(scene, 6) > 0.55) paper = mix(paper, ink(k + 3, scene) + 0.2, 0.75);
    if (rnd(scene, 7) > 0.8) {
        vec3 swap = paper * 0.9;
        paper = pen;
        pen = swap;
        mark = 1.0 - mark;
    }
    float age = fbm3(p * 3.0, scene);
    fragColor = vec4(mix(paper * (0.75 + 0.45 * age), pen, mark), 1.0);
}
