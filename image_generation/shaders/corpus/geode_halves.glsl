// title: Opened Geodes
// description: Split stones with rough rinds, agate bands and crystal hearts that glint, on cloth or gravel
// tags: geode, minerals, crystals, bands, shadow

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 2.6);
    float way = 6.28 * rnd(s, 1);
    vec2 sun = vec2(cos(way), sin(way));
    vec2 p = rot(6.28 * rnd(s, 2)) * u * (0.7 + 0.7 * rnd(s, 3)), l = rot(6.28 * rnd(s, 2)) * sun;
    float kind = rnd(s, 4);
    vec3 g = fbmd(p * 3.0, 4, s);
    vec3 cloth = hsv(rnd(s, 5), 0.6 * rnd(s, 6), 0.12 + 0.7 * rnd(s, 7));
    vec3 col = cloth * (0.85 - 0.15 * dot(g.yz, l)) * (0.85 + 0.25 * noise(p * 45.0, s));
    if (kind < 0.35) {
        vec2 c = p * 9.0, o = fract(c) - 0.5 - 0.5 * (hash2(ivec2(floor(c)), s) - 0.5);
        float r = 0.2 + 0.28 * hash(ivec2(floor(c)), s + 1U);
        col = cloth * 0.5 * (0.6 + 0.5 * g.x);
        if (length(o) < r) col = hsv(0.08, 0.15, 0.35 + 0.5 * hash(ivec2(floor(c)), s + 2U)) * (0.75 + 1.3 * dot(o, l));
    } else if (kind < 0.6) col = hsv(0.07, 0.5, 0.4) * (0.7 + 0.45 * noise(p * vec2(2.0, 28.0) + g.yz, s));
    int hit = -1;
    vec2 at = vec2(0.0), ll = l;
    float depth = 0.0, shade = 1.0;
    float many = 1.0 + floor(4.5 * rnd(s, 8));
    for (int i = 0; i < 5; i++) {
        if (float(i) >= many) break;
        vec3 h = rnd3(s, 20 + i), e = rnd3(s, 30 + i);
        float R = (0.4 + 0.5 * h.z) / (0.6 + 0.17 * many);
        mat2 m = rot(6.28 * e.x);
        vec2 o = m * (p - (many < 1.5 ? 0.3 : 1.8) * (h.xy - 0.5)) / R;
        o *= vec2(1.0, 0.85 + 0.5 * e.y);
        float a = angle(o);
        float lump = 0.16 * (noise(vec2(cos(a), sin(a)) * 1.6 + 7.0 * e.xy, s + uint(i)) - 0.5) + 0.06 * (noise(vec2(cos(a), sin(a)) * 6.0 + 9.0 * e.xy, s) - 0.5);
        float d = 1.0 + lump - length(o);
        vec2 b = o + m * l * 0.16;
        float sd = 1.0 + lump - length(b);
        if (d > 0.0) { hit = i; at = o; depth = d; ll = m * l; shade = 1.0; }
        else shade *= 1.0 - 0.55 * ramp(-0.1, 0.08, sd);
    }
    if (hit >= 0) {
        uint k = cell(ivec2(hit, 3), s);
        vec3 w = fbmd(at * 2.3 + 9.0 * rnd(k, 1), 4, k);
        float f = depth + 0.13 * (w.x - 0.5) + 0.03 * noise(at * 14.0, k);
        float rind = 0.07 + 0.06 * rnd(k, 2), heart = 0.32 + 0.35 * rnd(k, 3);
        float hue = rnd(k, 4), spread = 0.25 * rnd(k, 5);
        vec3 tint = hsv(hue, 0.35 + 0.5 * rnd(k, 6), 0.9);
        if (f < rind) col = hsv(0.07, 0.25, 0.4) * (0.5 + 0.9 * noise(at * 16.0, k)) * (0.8 + 0.5 * dot(normalize(at + 0.001), ll));
        else if (f < heart) {
            float t = (f - rind) / (heart - rind);
            float n = 5.0 + floor(9.0 * rnd(k, 7));
            float ring = t * n + 0.4 * noise(vec2(t * 6.0, 1.0), k);
            vec3 a = hsv(hue + spread * hash(ivec2(int(floor(ring)), 1), k), 0.15 + 0.7 * hash(ivec2(int(floor(ring)), 2), k), 0.3 + 0.7 * hash(ivec2(int(floor(ring)), 3), k));
            vec3 b = hsv(hue + spread * hash(ivec2(int(floor(ring)) + 1, 1), k), 0.15 + 0.7 * hash(ivec2(int(floor(ring)) + 1, 2), k), 0.3 + 0.7 * hash(ivec2(int(floor(ring)) + 1, 3), k));
            col = mix(a, b, ramp(0.55, 1.0, fract(ring))) * (0.9 + 0.15 * sin(f * 160.0));
            col += 0.3 * ramp(0.3, 0.0, abs(dot(at, ll) - 0.3)) * ramp(0.5, 0.7, noise(at * 2.0 + 3.0, k));
        } else {
            uint id;
            float dens = 7.0 + 8.0 * rnd(k, 8);
            vec4 v = voronoi(at * dens, k + 5U, id);
            vec3 c = unpack(id);
            float turn = 6.28 * c.x;
            float facet = floor((angle(rot(turn) * v.xy) / 6.28318 + 0.5) * 6.0);
            float fa = (facet + 0.5) / 6.0 * 6.28318 - 3.14159 - turn;
            vec3 n = normalize(vec3(vec2(cos(fa), sin(fa)) * 0.9, 0.7 + 0.5 * c.y));
            if (v.z < 0.12 + 0.1 * c.z) n = normalize(vec3(0.4 * (c.xy - 0.5), 1.0));
            vec3 light = normalize(vec3(ll, 0.8));
            float deep = ramp(heart, heart + 0.35, f);
            col = mix(tint, tint * tint * 0.55, deep * 0.8) * (0.3 + 1.0 * max(dot(n, light), 0.0)) * (0.6 + 0.5 * c.z);
            col += 0.9 * ramp(0.85, 0.98, dot(n, normalize(light + vec3(0.0, 0.0, 1.0)))) * step(0.4, c.y);
            col *= 0.45 + 0.55 * ramp(0.0, 0.1, v.w);
            col *= 1.0 - 0.5 * ramp(0.12, 0.0, f - heart) * step(0.0, dot(normalize(at + 0.001), ll));
        }
    }
    fragColor = vec4(film(col * shade * 1.5), 1.0);
}
