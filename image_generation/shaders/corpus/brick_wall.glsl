// title: Old Brickwork
// description: Brick walls in several bonds with chipped edges, mortar, plaster patches and raking light
// tags: brick, masonry, wall, texture, lighting

uint scramble(uint x) {
    x = (x ^ (x >> 15)) * 0x6D2F8A35U;
    x = (x ^ (x >> 13)) * 0xA3C59E1BU;
    return x ^ (x >> 16);
}

float rnd(uint s, int n) {
    uint k = s * 0x9C8F2D35U + uint(n) * 0x63D83595U + 0x7F4A7C15U;
    return float(int((k ^ (k >> 15)) * 0x6D2F8A35U >> 8)) / 16777216.0;
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

uint s;
vec2 aspect;
float bond;
vec2 cellId;

float height(vec2 p) {
    vec2 b = p / aspect;
    float row = floor(b.y);
    b.x += row * bond;
    vec2 id = vec2(floor(b.x), row);
    cellId = id;
    vec2 f = (fract(b) - 0.5) * aspect;
    vec2 e = aspect * 0.5 - abs(f);
    vec3 w = noised(p * 9.0, s);
    float edge = min(e.x, e.y) + 0.05 * (w.x - 0.5) * min(aspect.x, aspect.y) * 3.0;
    float tilt = dot(hash2(ivec2(id), s) - 0.5, f) * 0.25;
    return smoothstep(0.012, 0.06, edge) * (0.6 + tilt + 0.2 * hash(ivec2(id), s + 2U)) + 0.12 * w.x;
}

void mainImage(out vec4 fragColor, in vec2 fragCoord) {
    vec2 u = (2.0 * fragCoord - iResolution.xy) / iResolution.y;
    s = uint(iTime * 3.3);
    aspect = vec2(0.35 + 0.5 * rnd(s, 1), 0.16 + 0.14 * rnd(s, 2));
    bond = 0.5 * floor(3.0 * rnd(s, 3)) * 0.66 + 0.17;
    vec2 p = rot((rnd(s, 4) - 0.5) * 0.9) * u;
    p /= 1.0 + (rnd(s, 5) - 0.5) * u.x;
    p = p * (0.5 + 1.4 * rnd(s, 6)) + vec2(9.0 * rnd(s, 7) + 0.4 * iTime, 9.0 * rnd(s, 8));
    float way = 6.28 * rnd(s, 9);
    vec3 sun = normalize(vec3(cos(way), sin(way), 0.35 + 0.5 * rnd(s, 10)));
    float h = height(p);
    vec2 id = cellId;
    float e = 0.012;
    vec2 g = vec2(height(p + vec2(e, 0.0)) - h, height(p + vec2(0.0, e)) - h) / e;
    vec3 n = normalize(vec3(-0.12 * g, 1.0));
    float shade = smoothstep(0.25, -0.1, height(p + sun.xy * 0.05) - h);
    uint k = cell(ivec2(id), s);
    vec3 mat = hsv(rnd(s, 11) * 0.12 + 0.04 * (rnd(k, 1) - 0.5), 0.3 + 0.5 * rnd(s, 12), 0.4 + 0.35 * rnd(s, 13));
    if (rnd(k, 2) < 0.25) mat = mix(mat, hsv(rnd(s, 14), 0.4, 0.35), 0.8);
    mat *= 0.6 + 0.7 * rnd(k, 3);
    float fine = fbm(p * 11.0, 3, s + 3U);
    mat *= 0.6 + 0.8 * fine;
    mat = mix(hsv(0.1, 0.1, 0.35 + 0.4 * rnd(s, 15)) * (0.6 + 0.7 * fine), mat, smoothstep(0.15, 0.4, h));
    float patchy = fbm(p * 0.9 + 4.0, 5, s + 7U) + 0.25 * (rnd(s, 16) - 0.6);
    float cover = smoothstep(0.55, 0.565, patchy);
    vec3 plaster = hsv(rnd(s, 17), 0.3, 0.75) * (0.75 + 0.4 * fine);
    mat = mix(mat * (1.0 - 0.5 * smoothstep(0.5, 0.55, patchy)), plaster, cover);
    n = normalize(mix(n, vec3(0.1 * (fine - 0.5), 0.0, 1.0), cover * 0.8));
    mat = mix(mat, hsv(0.25, 0.5, 0.3), 0.8 * smoothstep(0.55, 0.75, fbm(p * vec2(2.0, 0.7), 3, s + 30U)) * step(0.5, rnd(s, 18)));
    vec3 col = mat * (1.7 * max(dot(n, sun), 0.0) * mix(shade, 1.0, cover * 0.7) + 0.35);
    float drop = smoothstep(0.03, -0.03, dot(u, sun.yx) - 0.6 * rnd(s, 19) + 0.1 * noise(u * 3.0, s));
    col *= mix(1.0, 0.4 + 0.6 * drop, step(0.6, rnd(s, 20)));
    fragColor = vec4(film(col * 1.3), 1.0);
}
