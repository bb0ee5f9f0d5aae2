// title: Star Lattice
// description: Interlaced straps of eight, ten and twelve pointed stars over glazed tiles, in relief.
// tags: tiling, stars, strapwork, geometric

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

vec3 cell3(ivec2 c, int s) {
    uint b = cellBits(c, s);
    return vec3(float(b & 2047u), float((b >> 11) & 2047u), float(b >> 22) * 2.0) / 2047.0;
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
    float clock = iTime * 2.15 + 0.6;
    int scene = 9376 + int(clock);
    vec2 q = turn(rnd(scene, 1) * 6.28) * p * mix(1.0, 3.5, rnd(scene, 2));
    q /= 1.0 + mix(0.0, 0.8, rnd(scene, 3)) * p.y;
    q += fract(clock) * vec2(1.5, 1.0);
    vec2 c = floor(q), t = q - c - 0.5;
    bool hex = rnd(scene, 4) > 0.5;
    float order = rnd(scene, 5) > 0.5 ? 8.0 : 4.0;
    if (hex) {
        vec2 s = vec2(1.0, 1.7320508), ha = floor(q / s) + 0.5, hb = floor(q / s - 0.5) + 1.0;
        vec2 a = q - ha * s, b = q - hb * s;
        t = dot(a, a) < dot(b, b) ? a : b;
        c = floor((dot(a, a) < dot(b, b) ? ha : hb) * 2.0 + 0.1);
        order = rnd(scene, 5) > 0.5 ? 12.0 : 6.0;
    }
    float sector = 6.2831853 / order, a = atan(t.y, t.x) + (rnd(scene, 6) > 0.5 ? 0.5 * sector : 0.0);
    float k = floor(a / sector), m = mod(a, sector) - 0.5 * sector;
    vec2 u = length(t) * vec2(cos(m), sin(m));
    float slope = mix(0.5, 1.4, rnd(scene, 7)), reach = mix(0.3, 0.48, rnd(scene, 8));
    vec2 n1 = vec2(cos(slope), sin(slope)), n2 = vec2(n1.x, -n1.y);
    float d1 = dot(u - vec2(reach, 0.0), n1), d2 = dot(u - vec2(reach, 0.0), n2);
    float inner = u.x - reach * mix(0.3, 0.6, rnd(scene, 9)) - 0.15 * abs(u.y);
    bool swap = mod(k, 2.0) > 0.5;
    float first = swap ? d1 : d2, second = swap ? d2 : d1;
    float w = mix(0.02, 0.05, rnd(scene, 10));
    int zone = (d1 > 0.0 ? 1 : 0) + (d2 > 0.0 ? 1 : 0) + (inner > 0.0 ? 3 : 0);
    vec3 h = cell3(ivec2(c), scene);
    vec3 col = ink(zone + (zone == 0 ? int(h.x * 3.0) * 6 : 0), scene);
    col *= 0.7 + 0.5 * noise(q * 9.0, zone) + 0.3 * (h.y - 0.5);
    float near = min(min(abs(d1), abs(d2)), abs(inner) + 0.3 * w);
    col *= 0.5 + 0.5 * smoothstep(w, w * 2.2, near);
    vec3 strap = ink(7, scene);
    if (abs(inner) < w * 0.7) col = mix(strap, ink(8, scene), 0.7) * (1.0 - 0.4 * inner / w);
    if (abs(second) < w) col = strap * (0.85 + 0.25 * second / w)
        * (0.55 + 0.45 * smoothstep(w, w * 1.6, abs(first)));
    if (abs(first) < w) col = strap * (0.95 - 0.25 * first / w);
    col *= 0.85 + 0.6 * (fbm3(q * 2.0 + 30.0, scene) - 0.4) + 0.3 * p.y * rnd(scene, 11);
    fragColor = vec4(col * 1.1, 1.0);
}
