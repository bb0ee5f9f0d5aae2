// title: Bamboo Grove
// description: Jointed bamboo canes with narrow leaves in many depths, green, gold or black, mist between
// tags: bamboo, plants, grove, occlusion, vertical

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

float fbm(vec2 p, int octaves, uint s) {
    float a = 0.5, v = 0.0;
    for (int i = 0; i < octaves; i++) {
        v += a * noise(p, s + uint(i));
        p = mat2(1.62, 1.19, -1.19, 1.62) * p;
        a *= 0.5;
    }
    return v / (1.0 - 2.0 * a);
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
    uint s = uint(iTime * 2.8);
    float side = rnd(s, 1) < 0.5 ? -1.0 : 1.0;
    vec3 air = hsv(0.12 + 0.35 * rnd(s, 2), 0.1 + 0.3 * rnd(s, 3), 0.55 + 0.45 * rnd(s, 4));
    float hue = rnd(s, 5) < 0.7 ? 0.18 + 0.14 * rnd(s, 6) : 0.1 + 0.05 * rnd(s, 6);
    vec3 col = air * (0.75 + 0.4 * fbm(u * 2.0, 3, s));
    float disc = length(u - 1.4 * (rnd3(s, 7).xy - 0.5)) - 0.2 - 0.2 * rnd(s, 8);
    if (rnd(s, 9) < 0.4) col = mix(col, hsv(0.02 + 0.1 * rnd(s, 10), 0.6, 1.0), ramp(0.01, -0.01, disc));
    float ground = -1.0 + 0.5 * rnd(s, 11);
    if (u.y < ground + 0.1 * noise(vec2(u.x * 4.0, 1.0), s)) col = mix(hsv(hue - 0.05, 0.5, 0.35), air, 0.3) * (0.5 + 0.9 * fbm(u * vec2(6.0, 16.0), 3, s + 1U));
    vec2 p = rot(0.5 * (rnd(s, 12) - 0.5)) * u;
    float layer = -1.0, across = 0.0, along = 0.0, kind = 0.0;
    uint id = 0U;
    for (int i = 0; i < 6; i++) {
        float z = float(i) / 5.0;
        float span = mix(0.16, 0.75, z * z) * (0.8 + 0.5 * rnd(s, 13));
        float x = (p.x + 0.2 * iTime * z) / span + 5.3 * float(i);
        float bow = 0.25 * sin(p.y * 0.9 + 3.0 * float(i));
        float c = floor(x + bow);
        uint k = cell(ivec2(int(c), i), s);
        vec3 h = unpack(k);
        float w = 0.1 + 0.14 * h.y;
        float o = (x + bow - c - 0.5 - (0.6 - 2.0 * w) * (h.x - 0.5)) / w;
        float y = p.y / span * (0.5 + 0.5 * h.z) + 9.0 * h.x;
        float node = abs(fract(y) - 0.5);
        if (h.z > 0.15 && abs(o) < 1.0 + 0.16 * ramp(0.06, 0.0, node)) { layer = z; across = o; along = y; id = k; kind = 1.0; }
        vec2 q = rot(0.8 + 1.5 * float(i)) * (p + vec2(0.0, 0.1 * sin(4.0 * iTime + p.x * 3.0))) / (span * 0.75) + 3.0 * float(i);
        vec2 lc = floor(q);
        vec3 g = unpack(cell(ivec2(lc), s + uint(i) * 19U));
        vec2 lo = q - lc - 0.5;
        vec2 dir = normalize(vec2(g.x - 0.5, g.y - 0.5) + 0.0013);
        vec2 l = vec2(dot(lo, dir), dot(lo, vec2(-dir.y, dir.x))) * 2.1;
        float blade = 0.14 * (1.0 - l.x * l.x) * (1.1 - 0.5 * l.x) - abs(l.y + 0.12 * l.x * l.x);
        if (abs(l.x) < 1.0 && blade > 0.0 && g.z < 0.25 + 0.55 * ramp(-0.3, 0.9, p.y + 0.5 * (rnd(s, 14) - 0.5))) { layer = z; across = l.y; along = l.x; id = cell(ivec2(lc), s); kind = 2.0; }
    }
    if (layer >= 0.0) {
        vec3 h = unpack(id), c;
        if (kind < 1.5) {
            float node = abs(fract(along) - 0.5), f = fract(along + 0.5);
            vec3 cane = hsv(hue + 0.06 * (h.x - 0.5), 0.55, 0.6 + 0.25 * h.y);
            if (rnd(s, 15) < 0.2) cane = hsv(hue, 0.3, 0.18);
            if (rnd(s, 16) < 0.3) cane = mix(cane, hsv(0.13, 0.6, 0.8), step(0.6, noise(vec2(across * 3.0, floor(along)), id)));
            c = cane * (0.75 + 0.25 * f) * (0.35 + 0.75 * sqrt(max(1.0 - across * across * 0.9, 0.0)) + 0.35 * side * across);
            c *= 0.85 + 0.25 * noise(vec2(across * 5.0, along * 3.0), id);
            c = mix(c, vec3(0.9, 0.9, 0.8) * (0.5 + 0.4 * side * across), 0.6 * ramp(0.05, 0.02, abs(node - 0.03)));
            c *= 1.0 - 0.6 * ramp(0.02, 0.0, node);
            c += 0.2 * ramp(0.16, 0.0, abs(across - 0.4 * side));
        } else {
            c = hsv(hue + 0.05 * (h.z - 0.5), 0.7, 0.4 + 0.35 * h.x) * (0.85 + 0.3 * sign(across) * side) + 0.15 * ramp(0.02, 0.0, abs(across));
            if (h.y > 0.93) c = hsv(0.11, 0.6, 0.8);
        }
        col = mix(c, air, 0.85 * (1.0 - layer) * (1.0 - layer));
    }
    float beam = ramp(0.5, 0.75, noise(vec2((u.x + 0.5 * side * u.y) * 3.0 + iTime, 2.0), s + 50U));
    col *= 0.75 + 0.6 * beam;
    fragColor = vec4(film(col * 1.5), 1.0);
}
