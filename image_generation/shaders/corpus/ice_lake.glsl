// title: Frozen Lake
// description: Clear black or blue ice with white cracks that go deep, bubbles, snow patches and far shores
// tags: ice, lake, cracks, winter, landscape

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

float angle(vec2 v) {
    return atan(v.y, v.x + (abs(v.x) + abs(v.y) < 1e-6 ? 1e-6 : 0.0));
}

vec4 voronoi(vec2 p, uint s, out uint id) {
    vec2 c = floor(p), near = vec2(0.0);
    float best = 9.0, next = 9.0;
    id = 0U;
    for (int j = 0; j < 9; j++) {
        vec2 g = c + vec2(j % 3 - 1, j / 3 - 1);
        vec2 o = p - g - 0.5 - 0.9 * (hash2(ivec2(g), s) - 0.5);
        float d = dot(o, o);
        if (d < best) { next = best; best = d; near = o; id = cell(ivec2(g), s); }
        else next = min(next, d);
    }
    return vec4(near, sqrt(best), sqrt(next) - sqrt(best));
}

float ramp(float a, float b, float x) {
    x = clamp((x - a) / (b - a), 0.0, 1.0);
    return x * x * (3.0 - 2.0 * x);
}

vec2 fissure(vec2 p, uint s) {
    vec2 w = p + 0.35 * (vec2(noise(p * 1.3, s), noise(p * 1.3 + 5.0, s)) - 0.5);
    uint id;
    vec4 v = voronoi(w, s, id);
    return vec2(v.w, unpack(id).x);
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.5);
    u = u * (0.55 + 0.5 * rnd(s, 90)) + 0.3 * (rnd3(s, 91).xy - 0.5);
    float hor = 0.1 + 1.0 * rnd(s, 1), side = rnd(s, 2) < 0.5 ? -1.0 : 1.0;
    vec3 low = hsv(rnd(s, 3), 0.2 + 0.3 * rnd(s, 4), 0.95), high = hsv(0.55 + 0.2 * rnd(s, 5), 0.55, 0.35 + 0.5 * rnd(s, 6));
    vec3 ice = hsv(0.48 + 0.14 * rnd(s, 7), 0.75, 0.15 + 0.4 * rnd(s, 8));
    vec3 col = mix(low, high, clamp((u.y - hor) * 1.3, 0.0, 1.0));
    float ridge = hor + 0.3 * fbm(vec2(u.x * 1.7 + 9.0 * rnd(s, 9), 1.0), 5, s);
    if (u.y < ridge) {
        float face = fbm(vec2(u.x * 5.0 + side * u.y * 6.0, u.y * 4.0), 3, s + 1U);
        col = mix(mix(vec3(0.95), hsv(0.6, 0.3, 0.45), ramp(0.42, 0.55, face)), low, 0.4);
    }
    if (u.y < hor) {
        float dep = 1.0 / (hor - u.y + 0.1), grow = 0.6 + 1.2 * rnd(s, 10);
        vec2 q = rot(6.28 * rnd(s, 11)) * vec2(u.x * dep, dep * 1.8) * grow + 9.0 * rnd(s, 12) + 0.4 * iTime;
        vec2 down = rot(6.28 * rnd(s, 11)) * vec2(u.x, 1.0) * 0.13 * grow;
        col = ice * (0.6 + 0.7 * fbm(q * 1.3, 4, s + 2U));
        float glow = 0.0;
        for (int i = 2; i >= 0; i--) {
            vec2 f = fissure(q * 0.8 + down * float(i) * 1.3, s + 3U);
            float line = ramp(0.05 + 0.03 * float(i), 0.0, f.x);
            glow += (0.9 - 0.3 * float(i)) * line * (0.5 + 0.5 * f.y);
        }
        vec2 top = fissure(q * 0.8, s + 3U);
        float sheet = top.y;
        vec2 fine = fissure(q * 2.6 + 4.0, s + 5U);
        col = mix(col, ice + 0.35, 0.3 * sheet);
        col = mix(col, vec3(0.9, 0.97, 1.0), clamp(glow, 0.0, 1.0) * 0.85);
        col = mix(col, vec3(0.9, 0.97, 1.0), 0.5 * ramp(0.03, 0.0, fine.x) * step(0.5, fine.y));
        for (int i = 0; i < 2; i++) {
            vec2 b = q * (2.3 - 0.6 * float(i)) + down * (2.0 + 3.0 * float(i)), c = floor(b);
            vec3 h = unpack(cell(ivec2(c), s + 20U + uint(i)));
            float r = 0.05 + 0.2 * h.z * h.z, d = length(b - c - 0.5 - 0.3 * (h.xy - 0.5)) / r;
            if (d < 1.0 && h.x < rnd(s, 13)) col = mix(col, vec3(0.92, 0.97, 1.0) * (0.6 + 0.35 * d), 0.75 - 0.25 * float(i));
        }
        vec3 w = fbmd(q * 0.6 + 3.0, 4, s + 30U);
        float drift = ramp(0.02, 0.07, w.x - 0.75 + 0.4 * rnd(s, 14) + 0.05 * noise(q * 9.0, s));
        float sky = 0.12 + 0.75 * pow(clamp(1.0 - (hor - u.y) * 0.8, 0.0, 1.0), 3.0);
        col = mix(col, mix(low, high, 0.4), sky * (0.75 + 0.25 * noise(q * 3.0, s + 31U)));
        vec3 snow = mix(hsv(0.6, 0.3, 0.75), vec3(1.0), clamp(0.6 + 0.4 * side * w.y, 0.0, 1.0)) * (0.9 + 0.15 * noise(q * 14.0, s));
        col *= 1.0 - 0.3 * ramp(0.0, 0.05, drift) * (1.0 - drift);
        col = mix(col, mix(snow, low, 0.25), drift);
    }
    for (int i = 0; i < 5; i++) {
        vec3 h = rnd3(s, 50 + i);
        float t = h.y, r = (0.05 + 0.26 * t * t) * (0.6 + 0.8 * h.z);
        vec2 o = (u - vec2(2.8 * (h.x - 0.5), hor - 0.06 - 1.2 * t * t)) / r;
        float a = angle(o) + 3.0 * h.z;
        float l = length(o * vec2(0.7, 1.1)) * (1.0 + 0.13 * cos(3.0 * a) + 0.08 * cos(7.0 * a + 2.0 * h.x));
        if (o.y < 0.0) l = max(l, -o.y * 3.0);
        float facet = floor((a + 3.14159) / 6.28318 * 7.0 + 2.0 * length(o));
        if (h.z < 0.6) {
            if (l < 0.8) col = mix(ice + 0.3, vec3(0.97), hash(ivec2(int(facet), i), s)) * (0.65 + 0.45 * o.y) + 0.1;
            else if (abs(o.y + 0.3) < 0.12 && o.x * side > -0.8 && o.x * side < 1.5) col *= 0.7;
        } else if (l < 0.6) col = hsv(0.07, 0.2, 0.3) * (0.6 + 0.8 * noise(o * 5.0, s)) + 0.6 * ramp(0.2, 0.5, o.y);
    }
    fragColor = vec4(film(col * 1.45), 1.0);
}
