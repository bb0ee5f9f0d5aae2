// title: Floating Bubbles
// description: Soap bubbles with film colours, window glints and bent views of gardens and skies behind
// tags: bubbles, soap, film, refraction, spheres

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

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

uint cell(ivec2 c, uint s) {
    return scramble(uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U);
}

vec3 unpack(uint k) {
    return vec3(ivec3(k >> 22, (k >> 12) & 1023U, (k >> 2) & 1023U)) / 1023.0;
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

vec3 garden(vec2 p, uint s) {
    vec3 low = hsv(rnd(s, 1), 0.35, 0.85), high = hsv(0.5 + 0.3 * rnd(s, 2), 0.5, 0.4 + 0.5 * rnd(s, 3));
    vec3 col = mix(low, high, ramp(-0.5, 0.9, p.y));
    float hill = -0.35 + 0.5 * rnd(s, 4) + 0.2 * noise(vec2(p.x * 1.3, 1.0), s) + 0.1 * noise(vec2(p.x * 4.0, 2.0), s);
    vec3 green = hsv(0.18 + 0.2 * rnd(s, 5), 0.6, 0.45);
    col = mix(col, green * (0.5 + 0.8 * noise(p * 3.5, s + 1U)), ramp(0.1, -0.06, p.y - hill));
    vec2 q = p * 2.3 + 5.0, c = floor(q);
    vec3 h = unpack(cell(ivec2(c), s + 2U));
    float d = length(q - c - 0.5 - 0.55 * (h.xy - 0.5)) - 0.06 - 0.22 * h.z;
    if (h.z < 0.55) col = mix(col, hsv(h.x, 0.55, 0.9), 0.8 * ramp(0.07, -0.05, d));
    return col;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float way = 6.28 * rnd(s, 10), thick = 1.0 + 2.5 * rnd(s, 11);
    vec2 sun = vec2(cos(way), sin(way));
    vec3 col = garden(u, s);
    float many = 4.0 + floor(8.0 * rnd(s, 12));
    int hit = -1;
    vec2 at = vec2(0.0);
    float tint = 0.0;
    for (int i = 0; i < 11; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 40 + i);
        float R = (0.12 + 0.5 * h.z * h.z) * (many < 5.0 ? 1.3 : 1.0);
        vec2 o = (u - vec2(2.6, 2.1) * (h.xy - 0.5) - 0.15 * vec2(sin(2.0 * iTime + 6.0 * g.x), cos(3.0 * iTime + 6.0 * g.y))) / R;
        o *= 1.0 + 0.03 * vec2(sin(9.0 * iTime + 6.0 * g.z), -sin(9.0 * iTime + 6.0 * g.z));
        if (dot(o, o) < 1.0) { hit = i; at = o; tint = g.z; }
        vec2 e = (u - vec2(2.6, 2.1) * (h.xy - 0.5) + 0.25 * sun * R) / R;
        if (hit < 0) col *= 1.0 - 0.12 * ramp(1.05, 0.9, length(e));
    }
    if (hit >= 0) {
        float r = length(at), z = sqrt(max(1.0 - r * r, 0.0));
        uint k = cell(ivec2(hit, 2), s);
        vec3 flow = fbmd(at * 1.5 / (0.6 + 0.4 * z) + vec2(0.0, iTime) + 7.0 * tint, 3, k);
        float film_ = (thick * (1.0 + 0.5 * (flow.x - 0.5) - 0.35 * at.y) + 0.15 * sin(6.0 * at.x + 2.0 * flow.y)) * (0.35 + 0.65 * z);
        vec3 phase = 6.28318 * film_ * vec3(1.0, 1.18, 1.42);
        vec3 sheen = 0.5 - 0.5 * cos(phase);
        float fres = 0.08 + 0.92 * pow(1.0 - z, 2.2);
        vec3 back = garden(u + at * (1.0 - z) * 0.12, s), mirror = garden(vec2(at.x, at.y) * (1.3 + 1.5 * (1.0 - z)) * vec2(-1.0, 1.0) + vec2(3.0, 0.1), s), inner = garden(-at * 1.8 + vec2(1.0, 0.0), s);
        col = back * (0.95 - 0.35 * fres);
        col += sheen * mirror * (0.16 + 0.95 * fres) * 1.2 + sheen.zxy * inner * 0.16 * fres;
        vec2 w = at - 0.55 * sun;
        vec2 pane = rot(way) * w * vec2(1.0 + 0.8 * r, 1.0);
        float lamp = rnd(s, 13) < 0.6 ? max(abs(pane.x), abs(pane.y) * 0.7) - 0.14 : length(w) - 0.12;
        if (rnd(s, 13) < 0.6 && min(abs(pane.x), abs(pane.y)) < 0.018) lamp = 1.0;
        col = mix(col, vec3(1.0), 0.9 * ramp(0.02, -0.02, lamp));
        col += 0.45 * ramp(0.1, 0.0, length(at + 0.68 * sun) - 0.05);
        col = mix(col, sheen * 1.1 + 0.1, 0.75 * ramp(0.93, 0.99, r));
    }
    fragColor = vec4(film(col * 1.35), 1.0);
}
