// title: Shore Pebbles
// description: Rounded stones of several sizes lying over each other on wet sand, with bands and spots
// tags: pebbles, stones, texture, dead leaves, lighting

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

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    uint s = uint(iTime * 3.2);
    vec2 p = rot(6.28 * rnd(s, 1)) * u * (0.4 + 1.5 * rnd(s, 2)) + 15.0 * rnd(s, 3) + 0.6 * iTime;
    float way = 6.28 * rnd(s, 4);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.5 + 0.5 * rnd(s, 5)));
    float hue = rnd(s, 9), mixed = rnd(s, 10), shade = 1.0;
    uint top = 0U;
    vec2 local = vec2(0.0), axis = vec2(1.0, 0.0);
    float m = 2.0;
    for (int layer = 0; layer < 4; layer++) {
        vec2 q = rot(0.9 * float(layer)) * p * (4.0 - 0.6 * float(layer)) + 7.3 * float(layer);
        vec2 c = floor(q);
        uint k = cell(ivec2(c), s + uint(layer) * 77U);
        vec3 h = unpack(k), g = rnd3(k, 2);
        if (h.x > 0.97 - 0.06 * float(layer)) continue;
        float r = 0.3 + 0.15 * h.y, squash = 0.6 + 0.4 * h.z;
        vec2 o = q - c - 0.5 - (0.5 - r) * (2.0 * g.xy - 1.0);
        vec2 ax = normalize(g.yz - 0.48);
        vec2 l = vec2(dot(o, ax), dot(o, vec2(-ax.y, ax.x)) / squash) / r;
        float inside = dot(l, l) + 0.25 * (g.x - 0.5) * l.x * l.y + 0.2 * l.x * l.x * l.y * (h.y - 0.5);
        vec2 so = o + rot(0.9 * float(layer)) * sun.xy * 0.12;
        vec2 ls = vec2(dot(so, ax), dot(so, vec2(-ax.y, ax.x)) / squash) / r;
        if (inside < 1.0) {
            top = k;
            local = l;
            axis = transpose(rot(0.9 * float(layer))) * ax;
            m = inside;
            shade = 1.0;
        } else shade *= 0.35 + 0.65 * smoothstep(0.7, 1.3, dot(ls, ls));
    }
    vec3 col;
    if (m > 1.0) {
        vec3 g = fbmd(p * 9.0, 3, s);
        col = hsv(0.06 + 0.07 * rnd(s, 6), 0.3, 0.3 + 0.4 * rnd(s, 7)) * (0.5 + 0.9 * g.x) * (0.7 - 0.15 * dot(g.yz, sun.xy));
    } else {
        float z = sqrt(1.0 - max(m, 0.0));
        vec3 n = normalize(vec3(axis * local.x + vec2(-axis.y, axis.x) * local.y, z * 1.2 + 0.15));
        vec3 mat = hsv(hue + mixed * 0.5 * (rnd(top, 7) - 0.5), 0.45 * rnd(top, 8), 0.25 + 0.65 * rnd(top, 9));
        float soft = noise(local * 2.0 + 3.0, top);
        float band = local.y * (1.0 + 5.0 * rnd(top, 10)) + soft;
        float kind = rnd(top, 11);
        if (kind < 0.35) mat = mix(mat, mat.yzx * 1.3, smoothstep(0.33, 0.45, abs(fract(band) - 0.5)));
        else if (kind < 0.65) mat *= 0.5 + 0.8 * smoothstep(0.4, 0.55, noise(local * 7.0, top));
        mat *= 0.7 + 0.5 * noise(local * 14.0, top) * (0.5 + soft);
        col = mat * (0.25 + 1.25 * max(dot(n, sun), 0.0)) * (0.55 + 0.45 * z);
        col += step(0.5, rnd(s, 8)) * 0.5 * pow(max(reflect(-sun, n).z, 0.0), 18.0);
    }
    fragColor = vec4(film(col * shade * 1.5), 1.0);
}
