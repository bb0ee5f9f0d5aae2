// title: Comets
// description: Comets with bright heads and split tails among coloured nebulae, stars and dark ridges
// tags: comet, space, nebula, stars, night

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

float hash(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.7 + 0.8 * rnd(s, 2)) + 9.0 * rnd3(s, 3).xy;
    vec3 w = fbmd(p * 0.9, 4, s);
    vec2 q = p + 0.5 * w.yz;
    float cloud = fbm(q * 1.4, 5, s + 1U), veil = fbm(q * 2.2 + 7.0, 4, s + 2U);
    float hue = rnd(s, 4);
    vec3 a = hsv(hue, 0.75, 0.8), b = hsv(hue + 0.2 + 0.4 * rnd(s, 5), 0.7, 0.9), night = hsv(hue + 0.5, 0.5, 0.03 + 0.1 * rnd(s, 6));
    float rich = rnd(s, 7);
    vec3 col = night + a * rich * 1.1 * ramp(0.42, 0.8, cloud) + b * rich * 0.9 * ramp(0.5, 0.8, veil) * cloud;
    float lane = ramp(0.46, 0.5, noise(q * 1.8, s + 3U)) * ramp(0.56, 0.51, noise(q * 1.8, s + 3U));
    col *= 1.0 - 0.75 * lane;
    col += b * 0.25 * ramp(0.05, 0.0, abs(cloud - 0.55)) * rich;
    for (int i = 0; i < 3; i++) {
        vec2 g = rot(float(i)) * u * (5.0 + 9.0 * float(i)) + 7.0 * rnd3(s, 8).xy, c = floor(g);
        vec3 h = unpack(cell(ivec2(c), s + uint(i) * 7U));
        vec2 o = rot(-float(i)) * (g - c - 0.5 - 0.7 * (h.xy - 0.5));
        float m = pow(h.z, 6.0) * (1.6 - 0.4 * float(i)), l = length(o);
        col += hsv(h.x < 0.5 ? 0.6 : 0.08, 0.35, 1.0) * m * (ramp(0.14, 0.0, l) + 0.35 * ramp(0.02, 0.0, min(abs(o.x), abs(o.y))) * ramp(0.45, 0.0, l));
    }
    float many = 1.0 + floor(2.3 * rnd(s, 9));
    for (int i = 0; i < 3; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 20 + i), g = rnd3(s, 30 + i);
        float size = (i == 0 ? 0.9 : 0.35) * (0.6 + 0.7 * h.z), way = 6.28 * rnd(s, 10) + 0.5 * (g.x - 0.5);
        vec2 dir = vec2(cos(way), sin(way));
        vec2 o = (u - vec2(1.7, 1.3) * (h.xy - 0.5) + dir * 0.25 * size - 0.2 * dir * sin(iTime * 2.0)) / size;
        vec2 l = vec2(dot(o, dir), dot(o, vec2(-dir.y, dir.x)));
        float x = max(l.x, 0.0);
        vec3 ion = hsv(0.52 + 0.12 * g.y + 0.4 * step(0.8, g.z), 0.6, 1.0), dust = hsv(0.08 + 0.06 * g.z, 0.35, 1.0);
        float ray = noise(vec2(l.y / (0.06 + 0.28 * x) * 4.0, x * 1.6 - 5.0 * iTime), s + 40U + uint(i));
        float straight = ramp(0.05 + 0.14 * x, 0.0, abs(l.y)) * exp(-1.1 * x) * step(0.0, l.x) * (0.4 + 1.1 * ray);
        float bend = l.y - 0.35 * (g.x < 0.5 ? 1.0 : -1.0) * x * x;
        float fan = noise(vec2(bend / (0.1 + 0.3 * x) * 5.0, x * 0.8), s + 50U);
        float broad = ramp(0.06 + 0.32 * x, 0.0, abs(bend)) * exp(-1.3 * x) * step(0.0, l.x) * (0.55 + 0.7 * fan);
        float coma = exp(-7.0 * length(o)), shell = ramp(0.06, 0.0, abs(length(l - vec2(0.05, 0.0)) - 0.16)) * step(l.x, 0.05);
        col += ion * 0.9 * straight + dust * 0.85 * broad + (0.5 * ion + 0.6) * coma * 1.5 + ion * 0.3 * shell;
        col = mix(col, vec3(1.0), ramp(0.05, 0.02, length(o)));
    }
    float kind = rnd(s, 11);
    if (kind < 0.55) {
        float land = -0.75 + 0.4 * rnd(s, 12) + 0.3 * (fbm(vec2(u.x * 1.6, 1.0), 5, s + 60U) - 0.5);
        float x = u.x * 16.0;
        float tree = kind < 0.3 ? 0.16 * hash(ivec2(int(floor(x)), 1), s) * (1.0 - 2.0 * abs(fract(x) - 0.5)) : 0.0;
        if (u.y < land + tree) col = mix(night, a, 0.15 + 0.2 * ramp(0.05, 0.0, land + tree - u.y)) * (0.3 + 0.5 * fbm(u * vec2(6.0, 12.0), 3, s + 61U));
        else col += mix(a, b, 0.5) * 0.25 * exp(-5.0 * (u.y - land));
        vec2 dome = u - vec2(1.4 * (rnd(s, 13) - 0.5), land - 0.02);
        if (rnd(s, 14) < 0.5 && length(dome) < 0.16 && u.y > land - 0.1) col = mix(vec3(0.5), a, 0.4) * (0.25 + 0.6 * ramp(-0.15, 0.15, dome.x)) * (abs(dome.x - 0.03) < 0.02 ? 0.15 : 1.0);
    }
    fragColor = vec4(film(col * 1.6), 1.0);
}
