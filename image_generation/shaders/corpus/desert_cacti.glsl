// title: Cactus Desert
// description: Ribbed columns with arms, barrels and pads with flowers on stony ground under a hard sun
// tags: desert, cactus, plants, landscape, shadow

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

vec2 hash2(ivec2 c, uint s) {
    uint k = uint(c.x) * 0x9C8F2D35U + uint(c.y) * 0x63D835B3U + s * 0x51ED2705U;
    k = (k ^ (k >> 15)) * 0x6D2F8A35U;
    k = (k ^ (k >> 14)) * 0xA3C59E1BU;
    return vec2(float(int(k >> 16)), float(int((k ^ (k >> 13)) & 65535U))) / 65536.0;
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

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

float segment(vec2 p, vec2 a, vec2 b) {
    vec2 o = p - a, d = b - a;
    return length(o - d * clamp(dot(o, d) / dot(d, d), 0.0, 1.0));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = 0.7 * rnd(s, 1) - 0.15, side = rnd(s, 2) < 0.5 ? -1.0 : 1.0;
    vec3 low = hsv(0.03 + 0.12 * rnd(s, 3), 0.2 + 0.5 * rnd(s, 4), 1.0), high = hsv(0.5 + 0.3 * rnd(s, 5), 0.6, 0.45 + 0.5 * rnd(s, 6));
    vec3 col = mix(low, high, clamp((u.y - hor) * 1.2, 0.0, 1.0));
    col = mix(col, vec3(1.0, 0.95, 0.9), 0.6 * ramp(0.55, 0.8, fbm(vec2(u.x, u.y * 4.0) + 9.0 * rnd(s, 7), 4, s)));
    col = mix(col, vec3(1.0, 0.95, 0.8), ramp(0.13, 0.12, length(u - vec2(-0.8 * side, hor + 0.65))));
    float butte = hor + 0.32 * ramp(0.5, 0.56, noise(vec2(u.x * 1.6 + 9.0 * rnd(s, 8), 1.0), s + 2U)) + 0.05 * noise(vec2(u.x * 6.0, 2.0), s);
    vec3 clay = hsv(0.02 + 0.09 * rnd(s, 9), 0.3 + 0.35 * rnd(s, 10), 0.75);
    if (u.y < butte) col = mix(clay * (0.5 + 0.3 * step(0.5, fract(u.y * 14.0 + 0.5 * noise(u * 3.0, s))) + 0.3 * noise(vec2(u.x * 18.0, u.y * 3.0), s)), low, 0.45);
    float dep = 1.0 / (max(hor - u.y, 0.0) + 0.07);
    vec2 q = vec2(u.x * dep, dep * 2.0);
    if (u.y < hor) {
        float g = fbm(q * 3.0, 4, s + 3U);
        col = clay * (0.7 + 0.5 * g) * vec3(1.05, 1.0, 0.9);
        vec2 c = q * 2.5, o = fract(c) - 0.5 - 0.5 * (hash2(ivec2(floor(c)), s + 4U) - 0.5);
        float r = 0.22 * hash(ivec2(floor(c)), s + 5U);
        if (length(o) < r) col = clay * (0.6 - 1.6 * side * o.x + 0.4 * o.y / 0.2 * 0.5);
        else if (length(o - vec2(0.1 * side, 0.0)) < r) col *= 0.65;
        col = mix(col, low, 0.4 * ramp(0.3, 0.0, hor - u.y));
    }
    float on = -1.0, rib = 0.0, x = 0.0, kind = 0.0, hgt = 0.0;
    uint id = 0U;
    float shade = 1.0;
    for (int i = 0; i < 8; i++) {
        uint k = cell(ivec2(i, 7), s);
        vec3 h = unpack(k), g = rnd3(k, 1);
        float z = (float(i) + 0.8 * g.x) / 8.0;
        float size = mix(0.12, 0.95, z * z) * (0.75 + 0.5 * g.y);
        vec2 foot = vec2(3.0 * (h.x - 0.5), mix(hor - 0.03, -1.05, z));
        vec2 o = (u - foot) / size;
        o.x *= g.z < 0.5 ? -1.0 : 1.0;
        float type = h.y;
        vec2 gs = vec2((u.x - foot.x - side * 0.5 * size) / size, (u.y - foot.y) / size * 5.0);
        if (u.y < hor && length(gs * vec2(1.6, 1.0)) < 0.75) shade = min(shade, 0.6);
        if (type < 0.5) {
            vec2 top = vec2(0.0, 1.15 + 0.5 * h.z);
            float trunk = segment(o, vec2(0.0), top) - 0.16;
            float reach = 0.36 + 0.16 * g.y, at1 = 0.35 + 0.35 * g.x, at2 = 0.3 + 0.5 * g.z;
            float a1 = min(segment(o, vec2(0.0, at1), vec2(reach, at1 + 0.05)), segment(o, vec2(reach, at1 + 0.05), vec2(reach, at1 + 0.6))) - 0.105;
            float a2 = min(segment(o, vec2(0.0, at2), vec2(-reach, at2 + 0.08)), segment(o, vec2(-reach, at2 + 0.08), vec2(-reach, at2 + 0.4))) - 0.1;
            float d = min(trunk, min(a1, h.z > 0.35 ? a2 : 9.0));
            if (d < 0.0 && o.y > 0.0) {
                on = z; id = k; kind = 1.0; hgt = o.y;
                x = trunk < 0.0 ? o.x / 0.16 : (abs(abs(o.x) - reach) < 0.11 && o.y > min(at1, at2) - 0.06 ? (abs(o.x) - reach) / 0.105 * sign(o.x) : (o.y - at1) / 0.1);
                rib = trunk < 0.0 ? 4.0 : 3.0;
            }
        } else if (type < 0.75) {
            float l = length((o - vec2(0.0, 0.26)) / vec2(0.34, 0.36));
            if (l < 1.0) { on = z; id = k; kind = 2.0; x = o.x / (0.35 * sqrt(max(1.0 - (o.y - 0.26) * (o.y - 0.26) * 7.0, 0.06))); rib = 5.0; hgt = o.y * 1.6; }
        } else {
            for (int j = 0; j < 4; j++) {
                vec3 b = rnd3(k, 10 + j);
                vec2 c = vec2((float(j & 1) - 0.5) * 0.3 + 0.12 * (b.x - 0.5), 0.2 + 0.33 * float(j / 2) + 0.12 * b.y);
                vec2 l = rot(1.2 * (b.z - 0.5)) * (o - c);
                if (length(l / vec2(0.16, 0.24)) < 1.0) { on = z; id = k + uint(j); kind = 3.0; x = l.x / 0.17; hgt = l.y * 4.0; rib = 2.0; }
                vec2 f = l - vec2(0.0, 0.25);
                if (b.y > 0.55 && length(f) < 0.07) { on = z; id = k; kind = 4.0; x = length(f) / 0.07; hgt = angle(f); }
            }
        }
    }
    col *= shade;
    if (on >= 0.0) {
        vec3 h = unpack(id), skin = hsv(0.24 + 0.16 * rnd(s, 11) + 0.04 * h.x, 0.35 + 0.3 * h.y, 0.5), c;
        x = clamp(x, -1.0, 1.0);
        if (kind < 2.5) {
            float a = asin(x) * rib;
            c = skin * (0.55 + 0.3 * cos(a * 2.0)) * (0.6 + 0.3 * sqrt(max(1.0 - x * x, 0.0)) - 0.5 * side * x);
            vec2 th = vec2(a / 3.1416 + 0.5, hgt * 13.0);
            c += 0.35 * ramp(0.22, 0.1, length((fract(th) - 0.5) * vec2(1.0, 0.8)));
            if (kind > 1.5 && hgt > 0.82) c = mix(c, hsv(rnd(s, 12), 0.7, 0.95), step(0.3, fract(x * 3.0)));
        } else if (kind < 3.5) {
            c = skin * (0.85 - 0.35 * side * x + 0.12 * hgt);
            vec2 th = vec2(x * 2.5, hgt * 2.2);
            c += 0.4 * ramp(0.2, 0.1, length(fract(th) - 0.5));
        } else c = mix(hsv(0.14, 0.8, 1.0), hsv(rnd(s, 13), 0.75, 0.95), ramp(0.2, 0.5, x)) * (0.8 + 0.25 * cos(hgt * 9.0));
        col = mix(c, low, 0.5 * (1.0 - on) * (1.0 - on));
    }
    fragColor = vec4(film(col * 1.5), 1.0);
}
