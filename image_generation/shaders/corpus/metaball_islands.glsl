// title: Joined Islands
// description: Moving blobs, bars and rings blend into islands, drawn as terraces of cut cardboard.
// tags: metaballs, contours, paper, smooth-union

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

float sdBox(vec2 p, vec2 b) {
    vec2 d = abs(p) - b;
    return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.5 + 0.4;
    int scene = 7595 + int(clock);
    float sum = 0.0, low = 0.0, k = mix(10.0, 28.0, rnd(scene, 1));
    vec2 shift = vec2(-0.012, 0.02);
    for (int i = 0; i < 6; i++) {
        vec4 h = cell4(ivec2(i, scene), 2);
        vec2 o = (h.xy - 0.5) * vec2(1.7, 1.2) + 0.3 * (fract(clock) - 0.5) * vec2(h.z - 0.5, h.w - 0.5);
        vec2 axis = normalize(h.zw - 0.503), q = p - o, u = mat2(axis, -axis.y, axis.x) * q;
        vec2 v = mat2(axis, -axis.y, axis.x) * (q + shift);
        float r = mix(0.04, 0.25, h.w * h.z);
        float d = length(q) - r, e = length(q + shift) - r;
        if (i % 3 == 1) {
            d = sdBox(u, vec2(0.3 * h.z, 0.01)) - r * 0.4;
            e = sdBox(v, vec2(0.3 * h.z, 0.01)) - r * 0.4;
        }
        if (i % 3 == 2) {
            d = abs(length(q) - 0.25 * h.z - 0.1) - r * 0.3;
            e = abs(length(q + shift) - 0.25 * h.z - 0.1) - r * 0.3;
        }
        sum += exp2(-k * d);
        low += exp2(-k * e);
    }
    float wob = 0.02 * gnoise(p * 9.0, scene), step1 = mix(0.035, 0.09, rnd(scene, 3));
    float d = (-log2(sum) / k + wob) / step1 + 3.0, e = (-log2(low) / k + wob) / step1 + 3.0;
    float level = clamp(floor(d), -2.0, 9.0);
    vec3 col = ink(int(level) + 3, scene);
    float t = d - level;
    bool shadow = floor(e) < floor(d);
    if (rnd(scene, 4) > 0.5 && mod(level, 2.0) > 0.5) col = mix(col, ink(20, scene), 0.6
        * step(0.5, fract((p.x + p.y * (level - 3.0)) * 18.0)));
    col *= shadow ? 0.5 : 1.0;
    col += 0.12 * smoothstep(0.8, 0.98, t);
    float fibre = fbm3(p * vec2(14.0, 40.0) + level * 7.0, scene);
    fragColor = vec4(col * (0.72 + 0.5 * fibre), 1.0);
}
