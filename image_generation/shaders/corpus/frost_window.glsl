// title: Frost Flowers
// description: Ice ferns that grow over a pane from its rim, with a dim winter street or dawn behind
// tags: frost, ice, ferns, window, winter

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

vec3 rnd3(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x2545F491U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 13)) * 0xA3C59E1BU;
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
}

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
}

float noise(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8));
    f = p - f;
    f = f * f * (3.0 - 2.0 * f);
    vec2 m = mix(h.xz, h.yw, f.x);
    return mix(m.x, m.y, f.y) * 5.9604645e-8;
}

vec3 noised(vec2 p, uint s) {
    vec2 f = floor(p);
    uvec2 c = uvec2(ivec2(f)) * uvec2(0x9C8F2D35U, 0x63D835B3U);
    uvec4 k = c.x + c.y + s * 0x51ED2705U + uvec4(0U, 0x9C8F2D35U, 0x63D835B3U, 0x006762E8U);
    vec4 h = vec4(ivec4((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) * 5.9604645e-8;
    f = p - f;
    vec2 u = f * f * (3.0 - 2.0 * f);
    vec2 du = 6.0 * f * (1.0 - f);
    float b = h.y - h.x, d = h.z - h.x, e = h.w - h.z - b;
    return vec3(h.x + b * u.x + d * u.y + e * u.x * u.y, du * vec2(b + e * u.y, d + e * u.x));
}

vec3 fbmd(vec2 p, int octaves, uint s) {
    mat2 turn = mat2(1.62, 1.19, -1.19, 1.62), m = mat2(1.0);
    float a = 0.5;
    vec3 v = vec3(0.0);
    for (int i = 0; i < octaves; i++) {
        vec3 n = noised(p, s + uint(i));
        v += a * vec3(n.x, n.yz * m);
        p = turn * p;
        m = turn * m;
        a *= 0.5;
    }
    return v;
}

vec3 hsv(float h, float s, float v) {
    return v * mix(vec3(1.0), clamp(abs(mod(h * 6.0 + vec3(0.0, 4.0, 2.0), 6.0) - 3.0) - 1.0, 0.0, 1.0), s);
}

mat2 rot(float a) {
    float c = cos(a), s = sin(a);
    return mat2(c, s, -s, c);
}

vec3 film(vec3 c) {
    c = 1.0 - exp(-1.3 * max(c, 0.0));
    return mix(c, c * c * (3.0 - 2.0 * c), 0.35);
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

float blade(vec2 p, float len, float teeth, float fan, out float rib) {
    float t = p.x / len;
    rib = abs(p.y);
    if (t < 0.0 || t > 1.0) return -1.0;
    float reach = fan * len * sqrt(t) * (1.0 - t) * 1.6;
    float n = (p.x - abs(p.y) * 0.85) * teeth / len;
    float f = abs(fract(n) - 0.5);
    float sub = abs(fract(abs(p.y) * teeth * 2.2 / len + 0.5 * fract(n)) - 0.5);
    float w = 0.33 * (1.0 - abs(p.y) / max(reach, 0.001)) + 0.1 * sub;
    return abs(p.y) < reach && f < w ? 1.0 - f / w : -1.0;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    vec3 low = hsv(rnd(s, 1), 0.5, 0.3 + 0.65 * rnd(s, 2)), high = hsv(0.55 + 0.2 * rnd(s, 3), 0.7, 0.1 + 0.4 * rnd(s, 4));
    vec3 col = mix(low, high, ramp(-0.6, 0.9, u.y));
    float roofs = -0.5 + 0.5 * hash(ivec2(int(floor(u.x * 2.0 + 9.0 * rnd(s, 5))), 1), s) - 0.3 * abs(fract(u.x * 2.0 + 9.0 * rnd(s, 5)) - 0.5);
    col = mix(col, high * 0.4, ramp(0.06, -0.06, u.y - roofs));
    for (int i = 0; i < 7; i++) {
        vec3 h = rnd3(s, 20 + i);
        float r = 0.06 + 0.14 * h.z, d = length(u - vec2(2.4, 1.6) * (h.xy - 0.5)) - r;
        col += hsv(0.03 + 0.15 * h.x + 0.5 * step(0.8, h.y), 0.7, 0.7) * ramp(0.03, -0.03, d) * 0.6;
    }
    vec2 p = u * (0.7 + 0.6 * rnd(s, 6)) + 0.1 * sin(iTime + vec2(0.0, 1.0));
    vec3 warp = fbmd(p * 1.4 + 5.0 * rnd(s, 7), 3, s);
    p += 0.1 * warp.yz;
    float way = 6.28 * rnd(s, 8);
    vec2 sun = vec2(cos(way), sin(way));
    float ice = 0.0, bright = 0.0, clear = 0.35 + 0.9 * rnd(s, 9);
    for (int i = 0; i < 16; i++) {
        vec3 h = rnd3(s, 40 + i), g = rnd3(s, 60 + i);
        float a = 6.28 * h.x;
        vec2 root = (clear * 0.55 + 0.75 * h.y) * vec2(cos(a), sin(a)) * 1.15;
        float b = a + 3.14159 + 1.9 * (g.x - 0.5);
        if (rnd(s, 10) < 0.4) { root = vec2(2.4 * (h.x - 0.5), -1.1 + 0.5 * h.y); b = 1.57 + 1.3 * (g.x - 0.5); }
        vec2 dir = vec2(cos(b), sin(b)), o = p - root;
        vec2 l = vec2(dot(o, dir), dot(o, vec2(-dir.y, dir.x)));
        l.y += (g.y - 0.5) * 0.9 * l.x * l.x;
        float rib, f = blade(l, 0.5 + 0.75 * g.z, 13.0 + floor(10.0 * h.z), 0.35 + 0.25 * g.y, rib);
        if (f > 0.0) {
            ice = max(ice, 0.45 + 0.5 * f);
            bright = 0.55 + 0.35 * sign(l.y) * dot(sun, vec2(-dir.y, dir.x)) + 0.3 * f;
        }
        if (rib < 0.012 && l.x > 0.0 && l.x < 0.5 + 0.75 * g.z) { ice = 1.0; bright = 1.0; }
    }
    float rim = ramp(clear, clear + 0.6, length(u * vec2(0.85, 1.0)) + 0.5 * (warp.x - 0.4));
    float needles = noise(rot(1.0) * p * vec2(8.0, 60.0), s + 3U) * noise(rot(-0.4) * p * vec2(50.0, 7.0), s + 4U) * 2.2;
    vec3 white = mix(hsv(0.57, 0.2, 0.95), low, 0.35);
    col = mix(col, white * (0.35 + 0.65 * needles), 0.12 + 0.55 * rim);
    col = mix(col, white * (0.35 + 0.9 * bright), clamp(ice, 0.0, 1.0) * 0.85);
    col += 0.5 * step(0.985, hash(ivec2(floor(p * 60.0)), s)) * ice;
    vec2 bar = abs(u - vec2(1.2 * (rnd(s, 11) - 0.5), 1.0 * (rnd(s, 12) - 0.5)));
    float frame = min(bar.x, bar.y);
    float thick = 0.04 + 0.06 * rnd(s, 13);
    if (rnd(s, 14) < 0.6) {
        if (frame < thick) col = hsv(rnd(s, 15), 0.4 * rnd(s, 16), 0.25 + 0.6 * rnd(s, 17)) * (0.5 + 0.6 * sqrt(1.0 - frame * frame / (thick * thick))) * (0.85 + 0.2 * noise(u * vec2(9.0, 30.0), s));
        else col *= 0.7 + 0.3 * ramp(thick, thick + 0.06, frame);
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}
