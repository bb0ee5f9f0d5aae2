// title: Streaked Currents
// description: Noise smeared along a field of currents and eddies, as in line integral pictures of wind or lava.
// tags: flow, line-integral, streaks

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

vec2 current(vec2 p, int s) {
    vec2 v = normalize(cell2(ivec2(s), 1) - 0.503);
    for (int i = 0; i < 3; i++) {
        vec4 h = cell4(ivec2(i, s), 2);
        vec2 d = p - (h.xy - 0.5) * vec2(2.0, 1.5);
        v += (h.z > 0.5 ? 1.0 : -1.0) * vec2(-d.y, d.x) * 0.5 / (0.03 + dot(d, d)) * mix(0.2, 0.8, h.w);
    }
    return v / (length(v) + 0.05);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.1 + 0.1;
    int scene = 7732 + int(clock);
    p = p * mix(0.7, 1.8, rnd(scene, 3)) + (fract(clock) - 0.5) * 0.5;
    float fine = mix(14.0, 45.0, rnd(scene, 4)), sum = 0.0;
    vec2 q = p, heading = current(p, scene);
    for (int i = 0; i < 7; i++) {
        sum += noise(q * fine, scene);
        q += 0.028 * current(q, scene);
    }
    float line = sum / 7.0;
    float a = clamp(0.5 + (line - 0.5) * 2.6, 0.0, 1.0);
    vec3 col = mix(ink(0, scene), ink(1, scene), smoothstep(0.4, 0.6, noise(q * 4.0, scene + 1)));
    col = mix(col, ink(2, scene), smoothstep(0.6, 0.7, noise(q * 2.0 + 20.0, scene)));
    col *= 0.35 + 1.0 * a;
    float lane = smoothstep(0.72, 0.78, noise(q * vec2(5.0), scene + 3));
    col = mix(col, ink(3, scene) * (0.6 + 0.5 * a), lane);
    col *= 0.85 + 0.3 * dot(heading, vec2(0.6, 0.7));
    fragColor = vec4(col * 1.1, 1.0);
}
