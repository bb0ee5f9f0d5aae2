// title: Ripple Tank
// description: Waves from several sources meet over a pebbled or tiled floor that they bend and light.
// tags: interference, water, refraction

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 p = (fragCoord - 0.5 * iResolution.xy) / iResolution.y;
    float clock = iTime * 2.0 + 0.9;
    int scene = 6910 + int(clock);
    vec2 g = vec2(0.0);
    float h = 0.0;
    for (int i = 0; i < 5; i++) {
        vec4 r = cell4(ivec2(i, scene), 1);
        vec2 d = p - (r.xy - 0.5) * vec2(2.4, 1.8);
        float l = length(d) + 0.02, k = mix(14.0, 60.0, r.z), phase = l * k - fract(clock) * 20.0 - r.w * 6.0;
        float amp = exp(-l * mix(0.8, 3.0, r.w)) * smoothstep(0.1 + 1.5 * r.w, 0.0, l - 0.7 - fract(clock));
        h += amp * sin(phase);
        g += amp * cos(phase) * d / l;
    }
    g = 0.8 * g + 0.15 * vec2(gnoise(p * 4.0, scene), gnoise(p * 4.0, scene + 1));
    vec2 q = turn(rnd(scene, 2) * 6.28) * (p + g * mix(0.02, 0.08, rnd(scene, 3)))
        * mix(3.0, 8.0, rnd(scene, 4));
    int kind = int(rnd(scene, 5) * 3.0);
    vec2 f = floor(q), t = q - f - 0.5;
    vec3 col = ink(int(cell1(ivec2(f), scene) * 3.0), scene);
    if (kind == 0) col = mix(ink(4, scene), col, smoothstep(0.0, 0.03, 0.46 - max(abs(t.x), abs(t.y))));
    if (kind == 1) {
        vec2 o = (cell2(ivec2(f), scene + 1) - 0.5) * 0.3;
        float r = length(t - o) - 0.2 - 0.15 * cell1(ivec2(f), 9);
        col = r < 0.0 ? col * (1.0 + t.y) : ink(5, scene) * (0.3 + 0.7 * noise(q * 6.0, 3))
            * smoothstep(-0.05, 0.15, r);
    }
    if (kind == 2) col = mix(ink(1, scene), ink(2, scene), smoothstep(0.4, 0.6, fbm(q, scene)));
    vec3 water = hsv(mix(0.42, 0.62, rnd(scene, 6)), 0.6, 0.6);
    col = mix(col, water, mix(0.05, 0.35, rnd(scene, 7)) + 0.1 * h);
    col *= 0.9 + 0.35 * h;
    float glint = dot(normalize(vec3(-g * 0.6, 1.0)), normalize(vec3(-0.4, 0.5, 1.0)));
    col += 0.6 * smoothstep(0.97, 1.0, glint) * mix(0.2, 1.0, rnd(scene, 8));
    fragColor = vec4(col, 1.0);
}
