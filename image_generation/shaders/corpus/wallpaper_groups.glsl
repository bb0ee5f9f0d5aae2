// title: Seventeen Papers
// description: Wallpapers with mirror, glide, four-fold and six-fold symmetry over motifs of random shapes.
// tags: wallpaper, symmetry, pattern

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

float sdBox(vec2 p, vec2 b) {
    vec2 d = abs(p) - b;
    return length(max(d, 0.0)) + min(max(d.x, d.y), 0.0);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.7 + 0.5;
    int scene = 1567 + int(clock), kind = int(rnd(scene, 1) * 7.0);
    p = turn(rnd(scene, 2) * 6.28) * p * mix(1.2, 4.5, rnd(scene, 3)) + fract(clock) * vec2(0.7, 0.4);
    vec2 q = fract(p) - 0.5;
    if (kind == 1) q = abs(q);
    if (kind == 2) {
        q = abs(q);
        if (q.x < q.y) q = q.yx;
    }
    if (kind == 3) q = mod(floor(p.x), 2.0) < 1.0 ? q : vec2(q.x, -q.y);
    if (kind == 4) {
        vec2 c = mod(floor(p), 2.0);
        if (c.x > 0.5) q.x = -q.x;
        if (c.y > 0.5) q = -q.yx;
    }
    if (kind >= 5) {
        vec2 s = vec2(1.0, 1.7320508), a = mod(p, s) - 0.5 * s, b = mod(p - 0.5 * s, s) - 0.5 * s;
        q = dot(a, a) < dot(b, b) ? a : b;
        float sector = 6.2831853 / (kind == 5 ? 6.0 : 3.0);
        float t = mod(atan(q.y, q.x), sector);
        if (kind == 5) t = abs(t - 0.5 * sector);
        q = length(q) * vec2(cos(t), sin(t));
    }
    float shade = 1.0, rim = 0.0, slope = 0.0;
    int k = -1;
    for (int i = 0; i < 7; i++) {
        vec4 h = cell4(ivec2(i, scene), 5);
        vec2 e = normalize(vec2(h.z - 0.5, h.x + h.w - 1.0) + 0.01), u = q - (h.xy - 0.5)
            * mix(0.5, 1.0, fract(clock));
        u = mat2(e, -e.y, e.x) * u;
        float size = mix(0.06, 0.4, h.w * h.w), d = length(u) - size;
        int shape = i % 4;
        if (shape == 1) d = sdBox(u, vec2(size, size * 0.25));
        if (shape == 2) d = abs(length(u) - size) - size * 0.2;
        if (shape == 3) d = max(length(u - vec2(size * 0.6, 0.0)), length(u + vec2(size * 0.6, 0.0))) - size;
        shade *= 1.0 - 0.35 * smoothstep(0.05, 0.0, d);
        if (d < 0.0) {
            k = i;
            rim = d;
            slope = u.y;
            shade = 1.0;
        }
    }
    vec3 col = ink(0, scene);
    if (k >= 0) col = mix(ink(k + 1, scene), ink(k + 4, scene), smoothstep(-0.03, -0.1, rim))
        * (1.0 + 1.5 * slope);
    col *= shade * (0.85 + 0.25 * fbm3(p * 5.0, scene));
    fragColor = vec4(col, 1.0);
}
